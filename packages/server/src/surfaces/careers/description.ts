// A job's description as people wrote it, or pasted it from another system: shown as paragraphs and
// lists of plain text, whatever markup came along.
import { html, type Markup } from './html.ts';

// Whoever looks at a page has this done: each pattern stops at the next `<`, so none reads a text twice.
const blocks = /<\/?(?:p|div|h[1-6]|ul|ol|table|tr|section|article|blockquote|header|footer)\b[^<>]*>/gi;
const acting = /(<\/?(?:script|style)\b[^<>]*>)/i;
const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function plainText(text: string): string {
  // Somebody may write about tags; a page that was pasted has some of these.
  if (!/<(?:p|br|div|ul|ol|li|h[1-6]|table)\b/i.test(text)) return text.replace(/\r\n?/g, '\n').trim();
  return withoutActing(text)
    .replace(/[\r\n]/g, ' ')
    .replace(/<br\b[^<>]*>/gi, '\n')
    .replace(/<li\b[^<>]*>/gi, '\n- ')
    .replace(/<\/li\b[^<>]*>/gi, '\n')
    .replace(blocks, '\n\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (entity, name: string) => decoded(name) ?? entity)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/(\n- [^\n]*)\n{2,}(?=- )/g, '$1\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** As a browser has it: what is begun and not ended goes on to the end. */
function withoutActing(text: string): string {
  let isInside = false;
  const outside = text.split(acting).filter((part, at) => {
    const isTag = at % 2 === 1;
    if (isTag) isInside = !part.startsWith('</');
    return !isTag && !isInside;
  });
  return outside.join('');
}

function decoded(name: string): string | undefined {
  if (!name.startsWith('#')) return names[name.toLowerCase()];
  const code = name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 31 && code < 0x110000 && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}

const item = /^\s*[-*•–]\s+/;

export function describe(text: string): Markup {
  const paragraphs = plainText(text)
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '');
  return html`${paragraphs.map(paragraphOf)}`;
}

function paragraphOf(paragraph: string): Markup {
  const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
  const first = lines.findIndex((line) => item.test(line));
  if (first < 0) return html`<p>${linesOf(lines)}</p>`;
  const before = lines.slice(0, first);
  const items = lines.slice(first).reduce<string[]>((all, line) => {
    if (item.test(line)) all.push(line.replace(item, ''));
    else all.push(`${all.pop() ?? ''} ${line.trim()}`);
    return all;
  }, []);
  return html`${before.length > 0 && html`<p>${linesOf(before)}</p>`}<ul>${items.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function linesOf(lines: string[]): Markup[] {
  return lines.map((line, at) => (at === 0 ? html`${line}` : html`<br>${line}`));
}
