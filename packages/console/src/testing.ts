// Builders for tests: one per noun, each a whole and valid value.
import type { Application, Candidate, Connection, Hire, HireDraft, HireStep, Job, Stage } from '@joinery/sdk';

const at = '2026-05-01T10:00:00.000Z';

export const aStage = (part: Partial<Stage> = {}): Stage => ({
  id: 'stg_new',
  number: 1,
  pipelineId: 'pip_1',
  name: 'New',
  kind: 'new',
  position: 0,
  ...part,
});

export const anApplication = (part: Partial<Application> = {}): Application => ({
  id: 'app_1',
  number: 1,
  candidateId: 'can_1',
  candidateName: 'Inês Duarte',
  candidateEmail: 'ines@mail.example',
  jobId: 'job_1',
  jobTitle: 'Support Agent',
  stageId: 'stg_new',
  stageName: 'New',
  stageKind: 'new',
  appliedAt: at,
  stageChangedAt: at,
  ...part,
});

export const aCandidate = (part: Partial<Candidate> = {}): Candidate => ({
  id: 'can_1',
  number: 1,
  name: 'Inês Duarte',
  firstName: 'Inês',
  lastName: 'Duarte',
  email: 'ines@mail.example',
  phone: null,
  source: null,
  inTalentPool: false,
  applications: [],
  attachments: [],
  createdAt: at,
  updatedAt: at,
  ...part,
});

export const aJob = (part: Partial<Job> = {}): Job => ({
  id: 'job_1',
  number: 1,
  title: 'Support Agent',
  status: 'open',
  department: 'Support',
  location: 'Lisbon',
  employmentType: 'Full-Time',
  description: '',
  hiringLeadEmployeeNumber: null,
  pipelineId: 'pip_1',
  applicationCount: 0,
  postedAt: at,
  createdAt: at,
  updatedAt: at,
  ...part,
});

export const aConnection = (part: Partial<Connection> = {}): Connection => ({
  id: 'con_1',
  provider: 'bamboohr',
  name: 'BambooHR',
  baseUrl: 'https://acme.bamboohr.com/api',
  subdomain: 'acme',
  markerField: null,
  enabled: true,
  health: 'ok',
  lastTest: null,
  createdAt: at,
  updatedAt: at,
  ...part,
});

export const aStep = (part: Partial<HireStep> = {}): HireStep => ({
  name: 'search',
  state: 'pending',
  attempts: 0,
  requestHash: null,
  requestSummary: null,
  sentAt: null,
  finishedAt: null,
  outcome: null,
  providerId: null,
  proof: null,
  note: null,
  ...part,
});

export const aHire = (part: Partial<Hire> = {}): Hire => ({
  id: 'hir_1',
  applicationId: 'app_1',
  candidateId: 'can_1',
  candidateName: 'Inês Duarte',
  jobTitle: 'Support Agent',
  connectionId: 'con_1',
  connectionName: 'BambooHR',
  state: 'queued',
  marker: '5f0c1de2-8a2e-5b7c-9a55-0c8f3d1b2a44',
  attempt: 1,
  employeeNumber: null,
  employeeUrl: null,
  problem: null,
  fields: { hireDate: '2026-06-01', employmentStatus: 'Full-Time' },
  steps: [],
  requestedBy: 'Demo Owner',
  createdAt: at,
  updatedAt: at,
  ...part,
});

export const aDraft = (part: Partial<HireDraft> = {}): HireDraft => ({
  applicationId: 'app_1',
  connectionId: 'con_1',
  fields: { firstName: 'Inês', lastName: 'Duarte', employmentStatus: 'Full-Time' },
  missing: [],
  options: { employmentStatus: [], jobTitle: [], department: [], division: [], location: [] },
  hasResume: false,
  existingHireId: null,
  ...part,
});
