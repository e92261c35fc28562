// Applications as the hiring endpoints show them: facts 5, in exactly the recorded order of keys. Pure.
import type { ApplicationFile, ApplicationLine } from '../../../modules/applications/application-pages.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { educationLevels } from '../application-form.ts';
import { type LeadCards, leadJson } from './applicant-tracking.ts';
import { showInstant } from './values.ts';

export function applicationSummary(
  { number, appliedAt, rating, stage, candidate, job }: ApplicationLine,
  photoUrl: PhotoUrl,
) {
  return {
    id: number,
    appliedDate: showInstant(appliedAt),
    status: { id: stage.number, label: stage.name },
    rating,
    applicant: {
      id: candidate.number,
      firstName: candidate.firstName,
      lastName: candidate.lastName,
      // No pictures are kept of those who apply.
      avatar: photoUrl(null),
      email: candidate.email,
      source: candidate.source,
    },
    job: { id: job.number, title: { id: null, label: job.title } },
  };
}

/** @param people names of employees as far as the caller may see them */
export function applicationDetail(file: ApplicationFile, people: LeadCards, photoUrl: PhotoUrl) {
  const { status, applicant, job, id, appliedDate, rating } = applicationSummary(file, photoUrl);
  const { profile, counts } = file;
  const attachments = file.documents.filter(({ kind }) => kind === 'other');
  return {
    id,
    appliedDate,
    status: {
      ...status,
      dateChanged: showInstant(file.stageChangedAt),
      changedByUser: userJson(file.changedBy, people, photoUrl),
    },
    rating,
    applicant: {
      ...applicant,
      phoneNumber: file.candidate.phone,
      address: addressJson(profile),
      linkedinUrl: profile.linkedinUrl ?? null,
      twitterUsername: profile.twitterUsername ?? null,
      websiteUrl: profile.websiteUrl ?? null,
      availableStartDate: file.availableOn,
      education: educationJson(profile),
    },
    job: { ...job, hiringLead: leadJson(file.leadNumber, people, photoUrl) },
    resumeFileId: newest(file, 'resume'),
    coverLetterFileId: newest(file, 'cover_letter'),
    // Applications do not move between jobs here.
    movedTo: null,
    movedFrom: null,
    alsoConsideredForCount: counts.otherApplications,
    duplicateApplicationCount: counts.duplicates,
    referredBy: file.referredBy,
    desiredSalary: file.desiredSalary,
    commentCount: counts.comments,
    // No e-mail is sent to applicants from here.
    emailCount: 0,
    // Recorded as null where there are none.
    attachmentCount: attachments.length || null,
    eventCount: counts.stageChanges,
    questionsAndAnswers: file.answers.map(questionJson),
    attachments:
      attachments.length === 0 ? null : attachments.map(({ number, name }) => ({ id: number, name })),
    applicationReferences: file.references,
  };
}

function questionJson({ question, text, archivedAt }: ApplicationFile['answers'][number]) {
  return {
    question: { id: question.number, label: question.label },
    // An answer has no number of its own here.
    answer: { id: null, label: text },
    // Applicants do not change what they sent.
    hasRevisions: false,
    isArchived: archivedAt !== null,
    archivedDate: archivedAt === null ? null : showInstant(archivedAt),
    editedDate: null,
    editedEndDate: null,
  };
}

function userJson(user: ApplicationFile['changedBy'], people: LeadCards, photoUrl: PhotoUrl) {
  if (user === null) return null;
  const card = people.get(user.employeeNumber ?? 0);
  return {
    id: user.number,
    firstName: user.firstName,
    lastName: user.lastName,
    avatar: photoUrl(card?.photo ?? null),
    jobTitle: { id: null, label: card?.jobTitle ?? null },
  };
}

type Profile = ApplicationFile['profile'];

function addressJson({ addressLine1, addressLine2, city, state, zipCode, country }: Profile) {
  const address = {
    addressLine1: addressLine1 ?? null,
    addressLine2: addressLine2 ?? null,
    city: city ?? null,
    state: state ?? null,
    zipcode: zipCode ?? null,
    country: country ?? null,
  };
  return Object.values(address).some((line) => line !== null) ? address : null;
}

function educationJson({ educationLevel: level, educationInstitution: institution }: Profile) {
  if (level == null && institution == null) return null;
  const index = educationLevels.indexOf(level ?? '');
  return {
    institution: institution ?? null,
    level: level == null ? null : { id: index < 0 ? null : index + 1, label: level },
  };
}

function newest({ documents }: ApplicationFile, kind: 'resume' | 'cover_letter'): number | null {
  return documents.find((document) => document.kind === kind)?.number ?? null;
}
