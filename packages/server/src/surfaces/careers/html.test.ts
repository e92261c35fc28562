import { expect, it } from 'vitest';
import { html } from './html.ts';

it('a value is text, also in an attribute, and what was made here is markup', () => {
  const inner = html`<b>${'<&>'}</b>`;
  expect(html`<p title="${`"'`}">${inner}${null}${undefined}${false}${0}${['a', inner]}</p>`.text).toBe(
    '<p title="&quot;&#39;"><b>&lt;&amp;&gt;</b>0a<b>&lt;&amp;&gt;</b></p>',
  );
});
