import {
  type Announcements,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import type { Application, Stage } from '@joinery/sdk';
import { useMemo, useState } from 'react';
import { toColumns } from './board.ts';
import { byColumn, columnAtLeftEdge } from './board-keyboard.ts';
import { useMoveApplication } from './move-application.tsx';
import classes from './pipeline-board.module.css';
import { CardFace } from './pipeline-card.tsx';
import { PipelineColumn } from './pipeline-column.tsx';

interface PipelineBoardProps {
  jobId: string;
  stages: Stage[];
  applications: Application[];
  mayMove: boolean;
}

const instructions =
  'Press space to pick up the card. With the card picked up, use the left and right arrow keys to choose a stage, space to drop it there, and escape to leave it where it was.';

/** One column per stage. Cards are dragged with mouse, touch or keyboard, or moved by their menu. */
export function PipelineBoard({ jobId, stages, applications, mayMove }: PipelineBoardProps) {
  const [dragged, setDragged] = useState<Application | null>(null);
  const move = useMoveApplication(jobId);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byColumn }),
  );
  const columns = useMemo(() => toColumns(stages, applications), [stages, applications]);
  const announcements = useMemo(() => announcementsFor(stages, applications), [stages, applications]);

  const moveTo = (application: Application, stageId: string) => {
    const stage = stages.find(({ id }) => id === stageId);
    if (stage && stage.id !== application.stageId) move.mutate({ application, stage });
  };
  const start = ({ active }: DragStartEvent) =>
    setDragged(applications.find(({ id }) => id === active.id) ?? null);
  const end = ({ over }: DragEndEvent) => {
    if (dragged && over) moveTo(dragged, String(over.id));
    setDragged(null);
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => (args.pointerCoordinates ? pointerWithin(args) : columnAtLeftEdge(args))}
      accessibility={{ announcements, screenReaderInstructions: { draggable: instructions } }}
      onDragStart={start}
      onDragEnd={end}
      onDragCancel={() => setDragged(null)}
    >
      <section className={classes.board} aria-label="Pipeline">
        {columns.map((column) => (
          <PipelineColumn
            key={column.stage.id}
            column={column}
            stages={stages}
            mayMove={mayMove}
            onMove={moveTo}
          />
        ))}
      </section>
      <DragOverlay dropAnimation={null}>{dragged && <CardFace application={dragged} lifted />}</DragOverlay>
    </DndContext>
  );
}

function announcementsFor(stages: Stage[], applications: Application[]): Announcements {
  const person = (id: string | number) =>
    applications.find((application) => application.id === id)?.candidateName ?? 'The card';
  const stage = (id: string | number) => stages.find((entry) => entry.id === id)?.name ?? 'no stage';
  return {
    onDragStart: ({ active }) => `Picked up ${person(active.id)}.`,
    onDragOver: ({ active, over }) =>
      over ? `${person(active.id)} is over ${stage(over.id)}.` : `${person(active.id)} is over no stage.`,
    onDragEnd: ({ active, over }) =>
      over ? `${person(active.id)} was dropped in ${stage(over.id)}.` : `${person(active.id)} was put back.`,
    onDragCancel: ({ active }) => `${person(active.id)} was put back.`,
  };
}
