import type { Application, Stage } from '@joinery/sdk';

export interface BoardColumn {
  stage: Stage;
  applications: Application[];
}

/** The pipeline as columns, those who came into a stage last on top. */
export function toColumns(stages: Stage[], applications: Application[]): BoardColumn[] {
  const byStage = Map.groupBy(applications, (application) => application.stageId);
  return stages.map((stage) => ({
    stage,
    applications: (byStage.get(stage.id) ?? []).toSorted((a, b) =>
      b.stageChangedAt.localeCompare(a.stageChangedAt),
    ),
  }));
}

/** The list as it will be when the server has agreed to the move. */
export function withMoved(
  applications: Application[],
  applicationId: string,
  stage: Stage,
  at: string,
): Application[] {
  return applications.map((application) =>
    application.id === applicationId
      ? {
          ...application,
          stageId: stage.id,
          stageName: stage.name,
          stageKind: stage.kind,
          stageChangedAt: at,
        }
      : application,
  );
}

/** The column an arrow key leads to; undefined at the edge. */
export function neighbourOf(columnIds: string[], current: string, step: 1 | -1): string | undefined {
  const index = columnIds.indexOf(current);
  return index === -1 ? undefined : columnIds[index + step];
}

/** Stages that end an application are worth less room on a wide board. */
export const isClosing = (stage: Stage): boolean => stage.kind === 'rejected' || stage.kind === 'withdrawn';
