import { expect, describe as group, it } from 'vitest';
import { processorMs } from '../../testing/processor-time.ts';
import { describe, plainText } from './description.ts';

group('a description', () => {
  it('is paragraphs, line ends and lists of text', () => {
    expect(describe('We build.\r\nEvery day.\n\nYou:\n- saw\n  and plane\n* glue\n\nCome!').text).toBe(
      '<p>We build.<br>Every day.</p><p>You:</p><ul><li>saw and plane</li><li>glue</li></ul><p>Come!</p>',
    );
  });

  it('shows what somebody wrote about markup as they wrote it', () => {
    expect(describe('Know <b>, & and <script>alert(1)</script>').text).toBe(
      '<p>Know &lt;b&gt;, &amp; and &lt;script&gt;alert(1)&lt;/script&gt;</p>',
    );
  });

  it('takes the text out of a page that was pasted, and nothing that acts', () => {
    const pasted = `<style>p{color:red}</style><h2>Tasks</h2>
      <ul><li onclick="x()">Saw &amp; plane</li>
      <li><a href="javascript:x()">Glue</a></li></ul><script>x()</script>
      <p>Pay:&nbsp;5&#8364; <img src=x onerror=x()></p>`;
    expect(plainText(pasted)).toBe('Tasks\n\n- Saw & plane\n- Glue\n\nPay: 5€');
    expect(describe(pasted).text).toBe(
      '<p>Tasks</p><ul><li>Saw &amp; plane</li><li>Glue</li></ul><p>Pay: 5€</p>',
    );
  });

  it('that was escaped before stays text', () => {
    expect(describe('<p>&lt;script&gt;x&lt;/script&gt; &#0; &#xd800; &unknown;</p>').text).toBe(
      '<p>&lt;script&gt;x&lt;/script&gt; &amp;unknown;</p>',
    );
  });

  it.each([
    ['tags without an end', '<p '.repeat(17_000)],
    ['a mark upon a mark', `<p>${'<'.repeat(50_000)}`],
    ['scripts that go on', `<p>${'<script>'.repeat(6_000)}`],
    ['ends of scripts that go on', `<p><script>${'</script '.repeat(5_000)}`],
    ['blanks', `<p>${' '.repeat(50_000)}x`],
  ])('is read at once: %s', (_what, text) => {
    const before = processorMs();
    describe(text);
    expect(processorMs() - before).toBeLessThan(300);
  });

  it('of nothing is nothing', () => {
    expect(describe(' \n ').text).toBe('');
  });
});
