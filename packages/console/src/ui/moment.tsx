import { formatExactInstant, formatInstant, formatRelative } from './dates.ts';

interface MomentProps {
  value: string;
  /** `relative` reads better in lists, `exact` belongs on receipts. */
  form?: 'relative' | 'minute' | 'exact';
}

/** An instant in words, with the full date and time zone on hover and for machines. */
export function Moment({ value, form = 'minute' }: MomentProps) {
  const exact = formatExactInstant(value);
  const text = {
    relative: () => formatRelative(value, new Date()),
    minute: () => formatInstant(value),
    exact: () => exact,
  }[form]();
  return (
    <time dateTime={value} title={exact}>
      {text}
    </time>
  );
}
