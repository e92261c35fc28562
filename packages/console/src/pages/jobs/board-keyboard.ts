import type { CollisionDetection, KeyboardCoordinateGetter } from '@dnd-kit/core';
import { neighbourOf } from './board.ts';

const stepOf: Record<string, 1 | -1> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const inset = 12;

/** Arrow keys carry a card to the neighbouring column, not by pixels. */
export const byColumn: KeyboardCoordinateGetter = (event, { context, currentCoordinates }) => {
  const step = stepOf[event.code];
  if (step === undefined) return undefined;
  event.preventDefault();
  const columns = context.droppableContainers.getEnabled();
  const from = context.over?.id ?? context.active?.data.current?.stageId;
  const target = neighbourOf(
    columns.map(({ id }) => String(id)),
    String(from),
    step,
  );
  const container = columns.find(({ id }) => id === target);
  const rect = target === undefined ? undefined : context.droppableRects.get(target);
  container?.node.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return rect ? { x: rect.left + inset, y: Math.max(rect.top + inset, 0) } : currentCoordinates;
};

/**
 * Without a pointer, the column in which the card's left edge was put. Overlap would not do: a
 * carried card is wider than a narrow column and covers its neighbours more.
 */
export const columnAtLeftEdge: CollisionDetection = ({
  collisionRect,
  droppableContainers,
  droppableRects,
}) =>
  droppableContainers
    .filter(({ id }) => {
      const rect = droppableRects.get(id);
      return rect && rect.left <= collisionRect.left && collisionRect.left < rect.right;
    })
    .map((container) => ({ id: container.id, data: { droppableContainer: container, value: 1 } }));
