import { JoineryError, type Stage } from '@joinery/sdk';

export function noPipeline(): JoineryError {
  return new JoineryError('pipelines.not_found', 'There is no such pipeline.');
}

type Standing = Pick<Stage, 'id' | 'name' | 'kind' | 'position'>;

/**
 * Where applications go whose job gets another pipeline: to the stage of the same name and kind, else
 * to the first of the kind, so that nobody is hired or rejected by it.
 *
 * @throws JoineryError `pipelines.no_stage`
 */
export function matchStages(occupied: readonly Standing[], target: readonly Standing[]): Map<string, string> {
  const inOrder = target.toSorted((a, b) => a.position - b.position);
  return new Map(
    occupied.map((stage) => {
      const alike = inOrder.filter(({ kind }) => kind === stage.kind);
      const same = alike.find(({ name }) => name.toLowerCase() === stage.name.toLowerCase());
      const found = same ?? alike[0];
      if (found === undefined)
        throw new JoineryError(
          'pipelines.no_stage',
          `Applications stand in ${stage.name}, and the other pipeline has no stage of kind ${stage.kind}.`,
        );
      return [stage.id, found.id];
    }),
  );
}
