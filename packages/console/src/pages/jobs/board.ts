import type { Application, Stage } from '@joinery/sdk';

export interface BoardColumn {
  stage: Stage;
  applications: Application[];
  /** Shown as a strip that cards can still be dropped on. */
  narrow: boolean;
}

const roomyStages = 6;

/** The pipeline as columns, those who came into a stage last on top. */
export function toColumns(stages: Stage[], applications: Application[]): BoardColumn[] {
  const byStage = Map.groupBy(applications, (application) => application.stageId);
  return stages.map((stage) => {
    const present = byStage.get(stage.id) ?? [];
    return {
      stage,
      applications: present.toSorted((a, b) => b.stageChangedAt.localeCompare(a.stageChangedAt)),
      narrow: stages.length > roomyStages && present.length === 0 && !isLandmark(stage),
    };
  });
}

// Where people come in and where they are hired stay open, however empty.
const isLandmark = (stage: Stage): boolean => stage.kind === 'new' || stage.kind === 'hired';

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
