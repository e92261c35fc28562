/** What is numbered in each company for itself, and the first number of each. */
export const firstNumbers = {
  jobs: 18,
  candidates: 100,
  applications: 40,
  stages: 20,
  stageChanges: 200,
  comments: 20,
  jobQuestions: 1,
  candidateFields: 1,
} as const;

export type CounterName = keyof typeof firstNumbers;
