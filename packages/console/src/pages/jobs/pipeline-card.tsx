import { useDraggable } from '@dnd-kit/core';
import type { Application, Stage } from '@joinery/sdk';
import { ActionIcon, Group, Menu, Text } from '@mantine/core';
import { IconArrowRight, IconDotsVertical, IconGripVertical } from '@tabler/icons-react';
import { formatAge, formatInstant } from '../../ui/dates.ts';
import { Initials } from '../../ui/initials.tsx';
import { TextLink } from '../../ui/links.tsx';
import classes from './pipeline-board.module.css';

interface PipelineCardProps {
  application: Application;
  stages: Stage[];
  mayMove: boolean;
  onMove: (application: Application, stageId: string) => void;
}

export function PipelineCard({ application, stages, mayMove, onMove }: PipelineCardProps) {
  const drag = useDraggable({
    id: application.id,
    data: { stageId: application.stageId },
    disabled: !mayMove,
    attributes: { roleDescription: 'movable card' },
  });
  return (
    <article
      ref={drag.setNodeRef}
      className={classes.card}
      data-dragging={drag.isDragging || undefined}
      data-application={application.id}
    >
      {/* The whole face is dragged by mouse and touch; the grip beside it is for the keyboard. */}
      <div className={classes.body} data-movable={mayMove || undefined} {...drag.listeners}>
        <CardContent application={application} />
      </div>
      {mayMove && (
        <div className={classes.tools}>
          <MoveMenu application={application} stages={stages} onMove={onMove} />
          <ActionIcon
            ref={drag.setActivatorNodeRef}
            variant="subtle"
            color="gray"
            size="sm"
            {...drag.attributes}
            {...drag.listeners}
            aria-label={`Drag ${application.candidateName}`}
          >
            <IconGripVertical size={15} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </article>
  );
}

function CardContent({ application }: { application: Application }) {
  return (
    <Group gap={10} wrap="nowrap" align="flex-start">
      <Initials name={application.candidateName} size={26} />
      <div style={{ minWidth: 0 }}>
        <TextLink
          to="/candidates/$candidateId"
          params={{ candidateId: application.candidateId }}
          size="sm"
          fw={600}
          lh={1.35}
          display="block"
          c="var(--mantine-color-text)"
          draggable={false}
          style={{ overflowWrap: 'anywhere' }}
        >
          {application.candidateName}
        </TextLink>
        {application.candidateEmail && (
          <Text size="xs" c="dimmed" truncate>
            {application.candidateEmail}
          </Text>
        )}
        <Text size="xs" c="dimmed" title={`Applied ${formatInstant(application.appliedAt)}`}>
          Here for {formatAge(application.stageChangedAt, new Date())}
        </Text>
      </div>
    </Group>
  );
}

/** The card as it follows the pointer. */
export function CardFace({ application, lifted }: { application: Application; lifted: boolean }) {
  return (
    <div className={lifted ? `${classes.card} ${classes.lifted}` : classes.card}>
      <div className={classes.body}>
        <CardContent application={application} />
      </div>
    </div>
  );
}

function MoveMenu({ application, stages, onMove }: Omit<PipelineCardProps, 'mayMove'>) {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Move ${application.candidateName} to another stage`}
        >
          <IconDotsVertical size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Move to</Menu.Label>
        {stages
          .filter((stage) => stage.id !== application.stageId)
          .map((stage) => (
            <Menu.Item
              key={stage.id}
              leftSection={<IconArrowRight size={14} aria-hidden />}
              onClick={() => onMove(application, stage.id)}
            >
              {stage.name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
