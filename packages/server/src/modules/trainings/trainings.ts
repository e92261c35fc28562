// Types of trainings, their categories, and what people completed. Pure.

export interface TrainingCategory {
  id: number;
  name: string;
}

export interface TrainingType {
  id: number;
  name: string;
  required: boolean;
  /** Months until it has to be renewed; null for what is done once. */
  renewalMonths: number | null;
  /** Days after the hire until it is due. */
  dueDays: number | null;
  category: TrainingCategory | null;
  linkUrl: string | null;
  description: string | null;
  /** Whether employees say themselves that they completed it. */
  selfCompletion: boolean;
}

export interface TrainingRecord {
  id: number;
  employeeId: string;
  employeeNumber: number;
  typeId: number;
  completedOn: string;
  notes: string | null;
  instructor: string | null;
  credits: number | null;
  hours: number | null;
  cost: { value: string; currency: string } | null;
}

/** What is said of a completed training. */
export type RecordDetails = Omit<TrainingRecord, 'id' | 'employeeId' | 'employeeNumber' | 'typeId'>;
