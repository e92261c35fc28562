import { asArray, asObject, ShapeError } from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertDate, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';
import {
  type Goal,
  type GoalChange,
  type GoalComment,
  type GoalCount,
  type GoalFilter,
  type GoalInput,
  type GoalOption,
  type GoalOverview,
  type GoalPerson,
  type GoalsOverview,
  toComment,
  toCounts,
  toGoal,
  toGoalOverview,
  toGoalsOverview,
  toOptions,
  toPersons,
} from './goal-shapes.ts';

/**
 * Goals of employees.
 *
 * Evidence: `list` and `create` are recorded, the rest is documented; the shapes of overviews, counts, people
 * and comments are inferred from the names in the document.
 */
export class Goals {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists at most 50 goals; closed ones only when asked for. */
  async list(employeeId: Id, options: CallOptions & { readonly filter?: GoalFilter } = {}): Promise<Goal[]> {
    const path = goalsPath(employeeId);
    return this.#transport.send(
      reading(
        { operation: 'goals.list', path, query: { filter: options.filter } },
        (answer) => asArray(asObject(answer.json(), 'the goals').goals, 'the goals').map(toGoal),
        options,
      ),
    );
  }

  /** Adds a goal. Sent exactly once. */
  async create(employeeId: Id, goal: GoalInput, options: CallOptions = {}): Promise<Goal> {
    return this.#transport.send(
      writing(
        { operation: 'goals.create', path: goalsPath(employeeId), json: toWire(goal), expect: [201] },
        options,
        decodeGoal,
      ),
    );
  }

  /**
   * Replaces a goal: what is left out is blank afterwards. Milestones stay; those given without an id are
   * added, those of `deletedMilestoneIds` removed. 403 for a closed goal. Sent exactly once.
   */
  async update(employeeId: Id, goalId: Id, goal: GoalChange, options: CallOptions = {}): Promise<Written> {
    const path = goalPath(employeeId, goalId);
    return this.#transport.send(
      writing(
        { operation: 'goals.update', method: 'PUT', version: 'v1_1', path, json: toWire(goal) },
        options,
      ),
    );
  }

  /** Removes a goal. Sent exactly once. */
  async remove(employeeId: Id, goalId: Id, options: CallOptions = {}): Promise<Written> {
    const path = goalPath(employeeId, goalId);
    return this.#transport.send(
      writing({ operation: 'goals.remove', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }

  /**
   * Sets how far a goal is, from 0 to 100; 100 needs `completionDate`. 403 for a goal with milestones, whose
   * progress they make. Sent exactly once.
   */
  async setProgress(
    employeeId: Id,
    goalId: Id,
    percentComplete: number,
    options: CallOptions & { readonly completionDate?: string } = {},
  ): Promise<Written> {
    const { completionDate } = options;
    const json = {
      percentComplete,
      ...(completionDate === undefined
        ? {}
        : { completionDate: assertDate(completionDate, 'completionDate') }),
    };
    const path = [...goalPath(employeeId, goalId), 'progress'];
    return this.#transport.send(
      writing({ operation: 'goals.setProgress', method: 'PUT', path, json }, options),
    );
  }

  /** Says whether a milestone is reached, which moves its goal. Answers the goal. Sent exactly once. */
  async setMilestoneProgress(
    employeeId: Id,
    goalId: Id,
    milestoneId: Id,
    complete: boolean,
    options: CallOptions = {},
  ): Promise<Goal> {
    const milestone = idSegment(milestoneId, 'the milestone id');
    const path = [...goalPath(employeeId, goalId), 'milestones', milestone, 'progress'];
    return this.#transport.send(
      writing(
        { operation: 'goals.setMilestoneProgress', method: 'PUT', path, json: { complete } },
        options,
        decodeGoal,
      ),
    );
  }

  /** Closes a goal. Sent exactly once. */
  async close(
    employeeId: Id,
    goalId: Id,
    options: CallOptions & { readonly comment?: string } = {},
  ): Promise<Written> {
    const path = [...goalPath(employeeId, goalId), 'close'];
    const json = options.comment === undefined ? {} : { comment: options.comment };
    return this.#transport.send(writing({ operation: 'goals.close', path, json }, options));
  }

  /** Opens a closed goal again. Sent exactly once. */
  async reopen(employeeId: Id, goalId: Id, options: CallOptions = {}): Promise<Written> {
    const path = [...goalPath(employeeId, goalId), 'reopen'];
    return this.#transport.send(writing({ operation: 'goals.reopen', path }, options));
  }

  /** Shares a goal with exactly these employees, its owner among them. Sent exactly once. */
  async share(
    employeeId: Id,
    goalId: Id,
    sharedWithEmployeeIds: readonly Id[],
    options: CallOptions = {},
  ): Promise<Written> {
    const path = [...goalPath(employeeId, goalId), 'sharedWith'];
    const json = { sharedWithEmployeeIds: wireIds(sharedWithEmployeeIds) };
    return this.#transport.send(writing({ operation: 'goals.share', method: 'PUT', path, json }, options));
  }

  /** Lists what was said about a goal. */
  async comments(employeeId: Id, goalId: Id, options: CallOptions = {}): Promise<GoalComment[]> {
    const path = [...goalPath(employeeId, goalId), 'comments'];
    return this.#transport.send(
      reading(
        { operation: 'goals.comments', path },
        (answer) => asArray(asObject(answer.json(), 'the comments').comments, 'the comments').map(toComment),
        options,
      ),
    );
  }

  /** Adds a comment. Sent exactly once. */
  async addComment(employeeId: Id, goalId: Id, text: string, options: CallOptions = {}): Promise<Written> {
    const path = [...goalPath(employeeId, goalId), 'comments'];
    return this.#transport.send(
      writing({ operation: 'goals.addComment', path, json: { text }, expect: [201] }, options),
    );
  }

  /** Changes a comment of the key's user. Sent exactly once. */
  async updateComment(
    employeeId: Id,
    goalId: Id,
    commentId: Id,
    text: string,
    options: CallOptions = {},
  ): Promise<Written> {
    const path = [...goalPath(employeeId, goalId), 'comments', idSegment(commentId, 'the comment id')];
    return this.#transport.send(
      writing({ operation: 'goals.updateComment', method: 'PUT', path, json: { text } }, options),
    );
  }

  /** Removes a comment. Sent exactly once. */
  async removeComment(
    employeeId: Id,
    goalId: Id,
    commentId: Id,
    options: CallOptions = {},
  ): Promise<Written> {
    const path = [...goalPath(employeeId, goalId), 'comments', idSegment(commentId, 'the comment id')];
    return this.#transport.send(
      writing({ operation: 'goals.removeComment', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }

  /** Reads an employee's goals of one status with counts, people and numbers of comments, in one call. */
  async overview(
    employeeId: Id,
    options: CallOptions & {
      /** Default: those in progress. */
      readonly filter?: GoalFilter;
    } = {},
  ): Promise<GoalsOverview> {
    const path = [...goalsPath(employeeId), 'aggregate'];
    const query = { filter: options.filter };
    return this.#transport.send(
      reading(
        { operation: 'goals.overview', version: 'v1_2', path, query },
        (answer) => toGoalsOverview(answer.json()),
        options,
      ),
    );
  }

  /** Reads one goal with its comments and the people around it, in one call. */
  async get(employeeId: Id, goalId: Id, options: CallOptions = {}): Promise<GoalOverview> {
    const path = [...goalPath(employeeId, goalId), 'aggregate'];
    return this.#transport.send(
      reading({ operation: 'goals.get', path }, (answer) => toGoalOverview(answer.json()), options),
    );
  }

  /** Counts an employee's goals by status, closed ones and those with milestones included. */
  async counts(employeeId: Id, options: CallOptions = {}): Promise<GoalCount[]> {
    const path = [...goalsPath(employeeId), 'filters'];
    return this.#transport.send(
      reading(
        { operation: 'goals.counts', version: 'v1_2', path },
        (answer) => toCounts(asObject(answer.json(), 'the filters').filters),
        options,
      ),
    );
  }

  /** Whether the key's user may set goals for an employee. */
  async canCreate(employeeId: Id, options: CallOptions = {}): Promise<boolean> {
    const path = [...goalsPath(employeeId), 'canCreateGoals'];
    return this.#transport.send(reading({ operation: 'goals.canCreate', path }, decodeCanCreate, options));
  }

  /** Finds people, by a part of their name or their number, that a goal could be shared with. */
  async shareOptions(
    employeeId: Id,
    search: string,
    options: CallOptions & {
      /** 1 to 100. Default: the provider's 10. */
      readonly limit?: number;
    } = {},
  ): Promise<GoalPerson[]> {
    if (search.trim() === '') throw new TypeError('BambooHr: "search" must hold a part of a name');
    const path = [...goalsPath(employeeId), 'shareOptions'];
    return this.#transport.send(
      reading(
        { operation: 'goals.shareOptions', path, query: { search, limit: options.limit } },
        (answer) => toPersons(asObject(answer.json(), 'the persons').persons),
        options,
      ),
    );
  }

  /** Lists the goals of the manager that a goal of this employee, or this one goal, could serve. */
  async alignmentOptions(
    employeeId: Id,
    options: CallOptions & { readonly goalId?: Id } = {},
  ): Promise<GoalOption[]> {
    const path = [...goalsPath(employeeId), 'alignmentOptions'];
    const goalId = options.goalId === undefined ? undefined : idSegment(options.goalId, 'the goal id');
    return this.#transport.send(
      reading(
        { operation: 'goals.alignmentOptions', path, query: { goalId } },
        (answer) => toOptions(asObject(answer.json(), 'the options').alignsWithOptions),
        options,
      ),
    );
  }
}

function goalsPath(employeeId: Id): string[] {
  return ['performance', 'employees', idSegment(employeeId, 'the employee id'), 'goals'];
}

function goalPath(employeeId: Id, goalId: Id): string[] {
  return [...goalsPath(employeeId), idSegment(goalId, 'the goal id')];
}

function wireIds(ids: readonly Id[], what = 'an employee id'): number[] {
  return ids.map((id) => Number(idSegment(id, what)));
}

function toWire(goal: GoalChange): Record<string, unknown> {
  assertDate(goal.dueDate, 'dueDate');
  const { alignsWithOptionId: option, deletedMilestoneIds: deleted } = goal;
  return {
    ...goal,
    sharedWithEmployeeIds: wireIds(goal.sharedWithEmployeeIds),
    ...(option === undefined || option === null
      ? {}
      : { alignsWithOptionId: Number(idSegment(option, 'the option id')) }),
    ...(deleted === undefined ? {} : { deletedMilestoneIds: wireIds(deleted, 'a milestone id') }),
  };
}

function decodeGoal(answer: Answer): Goal {
  return toGoal(asObject(answer.json(), 'the answer').goal);
}

function decodeCanCreate(answer: Answer): boolean {
  const { canCreateGoals } = asObject(answer.json(), 'the answer');
  if (typeof canCreateGoals === 'boolean') return canCreateGoals;
  throw new ShapeError('expected whether goals may be created, got nothing');
}
