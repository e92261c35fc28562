import type { CareersSettings, CareersSettingsPatch } from '@joinery/sdk';

export interface CareersValues {
  enabled: boolean;
  headline: string;
  intro: string;
  color: string;
  privacyUrl: string;
  /** One in each line. */
  embedOrigins: string;
}

export function toCareersValues(settings: CareersSettings): CareersValues {
  const { enabled, headline, intro, color, privacyUrl, embedOrigins } = settings;
  return {
    enabled,
    headline: headline ?? '',
    intro: intro ?? '',
    color: color ?? '',
    privacyUrl: privacyUrl ?? '',
    embedOrigins: embedOrigins.join('\n'),
  };
}

export function toCareersPatch(values: CareersValues): CareersSettingsPatch {
  const orNull = (text: string) => text.trim() || null;
  return {
    enabled: values.enabled,
    headline: orNull(values.headline),
    intro: orNull(values.intro),
    color: orNull(values.color),
    privacyUrl: orNull(values.privacyUrl),
    embedOrigins: linesOf(values.embedOrigins),
  };
}

export function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
