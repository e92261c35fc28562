export { insertEvents, type NewEvent } from './events.repository.ts';
