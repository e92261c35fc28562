import { describe, expect, it } from 'vitest';
import type { ApplicationFile } from '../../../modules/applications/application-pages.ts';
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import { applicationDetail, applicationSummary } from './applications.ts';

const anApplication = (part: Partial<ApplicationFile> = {}): ApplicationFile => ({
  number: 61,
  appliedAt: new Date('2026-05-29T14:22:45.500Z'),
  rating: null,
  stage: { number: 1, name: 'New', kind: 'new' },
  candidate: {
    number: 118,
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@mail.example',
    phone: null,
    source: null,
  },
  job: { number: 22, title: 'Analyst' },
  profile: {},
  stageChangedAt: new Date('2026-05-29T14:22:45Z'),
  changedBy: null,
  leadNumber: null,
  referredBy: null,
  desiredSalary: null,
  availableOn: null,
  references: null,
  answers: [],
  counts: { comments: 0, stageChanges: 0, otherApplications: 0, duplicates: 0 },
  documents: [],
  ...part,
});

const photoUrl = (photo: FieldValue) => `photo of ${photo}`;

describe('an application in a list', () => {
  it('has exactly the recorded keys in their order', () => {
    const summary = applicationSummary(anApplication(), photoUrl);
    expect(Object.keys(summary)).toEqual(['id', 'appliedDate', 'status', 'rating', 'applicant', 'job']);
    expect(Object.keys(summary.applicant)).toEqual([
      'id',
      'firstName',
      'lastName',
      'avatar',
      'email',
      'source',
    ]);
    expect(summary).toMatchObject({
      id: 61,
      appliedDate: '2026-05-29T14:22:45+00:00',
      status: { id: 1, label: 'New' },
      rating: null,
      applicant: { id: 118 },
      job: { id: 22, title: { id: null, label: 'Analyst' } },
    });
  });
});

describe('an application by itself', () => {
  const nobody = new Map();

  it('has exactly the recorded keys in their order', () => {
    const detail = applicationDetail(anApplication(), nobody, photoUrl);
    expect(Object.keys(detail)).toEqual([
      'id',
      'appliedDate',
      'status',
      'rating',
      'applicant',
      'job',
      'resumeFileId',
      'coverLetterFileId',
      'movedTo',
      'movedFrom',
      'alsoConsideredForCount',
      'duplicateApplicationCount',
      'referredBy',
      'desiredSalary',
      'commentCount',
      'emailCount',
      'attachmentCount',
      'eventCount',
      'questionsAndAnswers',
      'attachments',
      'applicationReferences',
    ]);
    expect(Object.keys(detail.status)).toEqual(['id', 'label', 'dateChanged', 'changedByUser']);
    expect(Object.keys(detail.applicant)).toEqual([
      'id',
      'firstName',
      'lastName',
      'avatar',
      'email',
      'source',
      'phoneNumber',
      'address',
      'linkedinUrl',
      'twitterUsername',
      'websiteUrl',
      'availableStartDate',
      'education',
    ]);
    expect(Object.keys(detail.job)).toEqual(['id', 'title', 'hiringLead']);
  });

  it('has null for what is empty, and not a list', () => {
    const { movedTo, movedFrom, attachments, attachmentCount, applicant, resumeFileId, questionsAndAnswers } =
      applicationDetail(anApplication(), nobody, photoUrl);
    expect([movedTo, movedFrom, attachments, attachmentCount, resumeFileId]).toEqual(Array(5).fill(null));
    expect([applicant.address, applicant.education]).toEqual([null, null]);
    expect(questionsAndAnswers).toEqual([]);
  });

  it('shows answers to questions of the job, archived ones as such', () => {
    const archivedAt = new Date('2026-06-01T10:00:00Z');
    const { questionsAndAnswers } = applicationDetail(
      anApplication({
        answers: [
          { question: { number: 7, label: 'Why?' }, text: 'Because', archivedAt: null },
          { question: { number: 3, label: 'Colour' }, text: 'Red', archivedAt },
        ],
      }),
      nobody,
      photoUrl,
    );
    expect(questionsAndAnswers[0]).toEqual({
      question: { id: 7, label: 'Why?' },
      answer: { id: null, label: 'Because' },
      hasRevisions: false,
      isArchived: false,
      archivedDate: null,
      editedDate: null,
      editedEndDate: null,
    });
    expect(Object.keys(questionsAndAnswers[0] ?? {})).toEqual([
      'question',
      'answer',
      'hasRevisions',
      'isArchived',
      'archivedDate',
      'editedDate',
      'editedEndDate',
    ]);
    expect(questionsAndAnswers[1]).toMatchObject({
      isArchived: true,
      archivedDate: '2026-06-01T10:00:00+00:00',
    });
  });

  it('shows who moved it, the lead, documents, address and education', () => {
    const detail = applicationDetail(
      anApplication({
        changedBy: { number: 2001, firstName: 'Rae', lastName: 'Kim', employeeNumber: 7 },
        leadNumber: 83,
        profile: { city: 'Ulm', educationLevel: 'Some College', educationInstitution: 'Ulm University' },
        documents: [
          { number: 33, name: 'newer.pdf', kind: 'resume' },
          { number: 31, name: 'letter.pdf', kind: 'cover_letter' },
          { number: 30, name: 'older.pdf', kind: 'resume' },
          { number: 29, name: 'proof.pdf', kind: 'other' },
        ],
      }),
      new Map([
        [7, { firstName: null, lastName: null, jobTitle: 'Recruiter', photo: '7-1' }],
        [83, { firstName: 'Jo', lastName: 'Stone', jobTitle: null, photo: '83-2' }],
      ]),
      photoUrl,
    );
    expect(detail.status.changedByUser).toMatchObject({
      id: 2001,
      firstName: 'Rae',
      avatar: 'photo of 7-1',
      jobTitle: { id: null, label: 'Recruiter' },
    });
    expect(detail.job.hiringLead).toMatchObject({
      employeeId: 83,
      firstName: 'Jo',
      avatar: 'photo of 83-2',
    });
    expect([detail.resumeFileId, detail.coverLetterFileId]).toEqual([33, 31]);
    expect([detail.attachmentCount, detail.attachments]).toEqual([1, [{ id: 29, name: 'proof.pdf' }]]);
    expect(detail.applicant.address).toEqual({
      addressLine1: null,
      addressLine2: null,
      city: 'Ulm',
      state: null,
      zipcode: null,
      country: null,
    });
    expect(detail.applicant.education).toEqual({
      institution: 'Ulm University',
      level: { id: 3, label: 'Some College' },
    });
  });
});
