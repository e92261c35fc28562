import { useDroppable } from '@dnd-kit/core';
import type { Application, Stage } from '@joinery/sdk';
import { Button, Text, Title } from '@mantine/core';
import { useId, useState } from 'react';
import { stageKinds } from '../../ui/states.ts';
import type { BoardColumn } from './board.ts';
import classes from './pipeline-board.module.css';
import { PipelineCard } from './pipeline-card.tsx';

interface PipelineColumnProps {
  column: BoardColumn;
  stages: Stage[];
  mayMove: boolean;
  onMove: (application: Application, stageId: string) => void;
}

const firstCards = 40;

export function PipelineColumn({ column, stages, mayMove, onMove }: PipelineColumnProps) {
  const { stage, applications, narrow } = column;
  const [all, setAll] = useState(false);
  const headingId = useId();
  const { setNodeRef, isOver } = useDroppable({ id: stage.id });
  const shown = all ? applications : applications.slice(0, firstCards);

  return (
    <section
      ref={setNodeRef}
      className={classes.column}
      aria-labelledby={headingId}
      data-over={isOver || undefined}
      data-narrow={narrow || undefined}
      data-stage={stage.name}
    >
      <header className={classes.columnHead}>
        <span
          className={classes.dot}
          style={{ background: `var(--mantine-color-${stageKinds[stage.kind].color}-6)` }}
          aria-hidden="true"
        />
        <Title order={2} id={headingId} fz="sm" className={classes.name ?? ''}>
          {stage.name}
        </Title>
        <Text size="xs" c="dimmed" ml={narrow ? 0 : 'auto'}>
          {applications.length}
        </Text>
      </header>
      {!narrow && (
        <ul className={classes.cards} aria-labelledby={headingId}>
          {shown.map((application) => (
            <li key={application.id}>
              <PipelineCard application={application} stages={stages} mayMove={mayMove} onMove={onMove} />
            </li>
          ))}
          {applications.length === 0 && <li className={classes.hint}>Nobody here</li>}
        </ul>
      )}
      {shown.length < applications.length && (
        <Button variant="subtle" size="xs" m="xs" onClick={() => setAll(true)}>
          Show {applications.length - shown.length} more
        </Button>
      )}
    </section>
  );
}
