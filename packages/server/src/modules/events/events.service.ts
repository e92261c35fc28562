export {
  type EventPlace,
  insertEvents,
  listSettledEvents,
  type NewEvent,
  type StoredEvent,
} from './events.repository.ts';
