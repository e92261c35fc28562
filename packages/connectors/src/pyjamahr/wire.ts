// What is publicly known of PyjamaHR's API, which is little: the board's public list of jobs, that candidates
// are made and changed with a token, and what they typically hold. The rest is each account's to say. Pure.
import type { KnownWire } from '../recruiting-wire.ts';

export const knownWire: KnownWire = {
  auth: { header: 'Authorization', prefix: 'Token ' },
  fields: {
    // Of a candidate that is sent.
    name: 'name',
    firstName: null,
    lastName: null,
    email: 'email',
    phone: 'phone',
    source: 'source',
    jobId: 'job_id',
    resume: 'resume',
    resumeName: null,
    addressLine1: null,
    city: null,
    state: null,
    zipCode: null,
    country: null,
    linkedinUrl: null,
    websiteUrl: null,
    desiredSalary: null,
    // Of an answer.
    id: 'id',
    results: 'results',
    next: 'next',
    stage: 'stage',
    appliedAt: 'created_at',
    personId: 'candidate_id',
    resumeUrl: 'resume',
    comment: 'comment',
    commentText: 'comment',
  },
  resume: 'multipart',
  paths: {
    careerJobs: 'https://api.pyjamahr.com/api/career/jobs/',
    createCandidate: 'candidates',
    findCandidates: null,
    applications: null,
    application: null,
    moveStatus: null,
    comment: null,
  },
  errors: ['detail', 'message', 'error', 'errors', 'non_field_errors'],
  words: {
    required: ['email', 'phone', 'resume'],
    hired: ['hired', 'joined'],
    rejected: ['rejected'],
    withdrawn: ['withdrawn', 'dropped'],
    offer: ['offered', 'offer'],
  },
  webhook: null,
};
