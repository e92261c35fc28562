import {
  asArray,
  asId,
  asObject,
  type Json,
  type JsonObject,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertDate, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface Goal {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  /** 0 to 100. */
  readonly percentComplete: number | null;
  /** `YYYY-MM-DD` */
  readonly dueDate: string | null;
  readonly completionDate: string | null;
  readonly status: string | null;
  readonly sharedWithEmployeeIds: readonly string[];
  readonly raw: JsonObject;
}

export interface GoalInput {
  readonly title: string;
  readonly description?: string;
  /** `YYYY-MM-DD` */
  readonly dueDate: string;
  /** Must hold the goal's owner. */
  readonly sharedWithEmployeeIds: readonly Id[];
  readonly percentComplete?: number;
  readonly alignsWithOptionId?: string | null;
  readonly milestones?: readonly {
    readonly title: string;
    readonly currentValue?: number;
    readonly endValue?: number;
  }[];
}

export interface GoalComment {
  readonly id: string;
  readonly text: string | null;
  readonly raw: JsonObject;
}

export type GoalFilter = 'status-inProgress' | 'status-completed' | 'status-closed' | 'status-all';

/** Goals of employees. */
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

  /** Changes a goal, its milestones included. Sent exactly once. */
  async update(employeeId: Id, goalId: Id, goal: GoalInput, options: CallOptions = {}): Promise<Written> {
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

  /** Sets how far a goal is, from 0 to 100; at 100 it is completed on `completionDate`. Sent exactly once. */
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
}

function goalsPath(employeeId: Id): string[] {
  return ['performance', 'employees', idSegment(employeeId, 'the employee id'), 'goals'];
}

function goalPath(employeeId: Id, goalId: Id): string[] {
  return [...goalsPath(employeeId), idSegment(goalId, 'the goal id')];
}

function wireIds(ids: readonly Id[]): number[] {
  return ids.map((id) => Number(idSegment(id, 'an employee id')));
}

function toWire(goal: GoalInput): Record<string, unknown> {
  assertDate(goal.dueDate, 'dueDate');
  return { ...goal, sharedWithEmployeeIds: wireIds(goal.sharedWithEmployeeIds) };
}

function decodeGoal(answer: Answer): Goal {
  return toGoal(asObject(answer.json(), 'the answer').goal ?? null);
}

function toGoal(value: Json): Goal {
  const raw = asObject(value, 'a goal');
  return {
    id: asId(raw.id, 'the id of a goal'),
    title: optionalText(raw.title),
    description: optionalText(raw.description),
    percentComplete: optionalNumber(raw.percentComplete),
    dueDate: optionalText(raw.dueDate),
    completionDate: optionalText(raw.completionDate),
    status: optionalText(raw.status),
    sharedWithEmployeeIds: Array.isArray(raw.sharedWithEmployeeIds)
      ? raw.sharedWithEmployeeIds.flatMap((id: Json) => optionalText(id) ?? [])
      : [],
    raw,
  };
}

function toComment(value: Json): GoalComment {
  const raw = asObject(value, 'a comment');
  return {
    id: asId(raw.id, 'the id of a comment'),
    text: optionalText(raw.text),
    raw,
  };
}
