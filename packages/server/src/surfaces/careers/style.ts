import type { Theme } from './colors.ts';

/** The one style of all pages, in the colours of the company. */
export function styleOf({ strong, onStrong, link }: Theme): string {
  return `:root{--strong:${strong};--on-strong:${onStrong};--link:${link}${sheet}`;
}

const sheet = `;--ink:#1b1d22;--dim:#555b66;--line:#d5d8de;--edge:#7b818c;--paper:#fff;--ground:#f6f7f8;--bad:#b3261e}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px 12px;z-index:1}
.wrap{max-width:52rem;margin:0 auto;padding:0 20px}
.top{background:var(--paper);border-top:6px solid var(--strong);border-bottom:1px solid var(--line)}
.top .wrap{padding-top:18px;padding-bottom:18px}
.top a{color:var(--ink);text-decoration:none;font-weight:700;font-size:1.15rem;display:inline-flex;align-items:center;min-height:28px}
.top a:hover{text-decoration:underline}
.top img{max-height:56px;max-width:min(300px,70vw);display:block}
main.wrap{padding-top:28px;padding-bottom:40px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:1.15rem;line-height:1.35;margin:0 0 4px}
p{margin:0 0 12px;overflow-wrap:anywhere}
ul{padding-left:1.3em;margin:0 0 14px}
li{margin:3px 0;overflow-wrap:anywhere}
a{color:var(--link)}
.dim{color:var(--dim)}
.back{display:inline-block;margin:0 0 14px}
.filter{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:12px;align-items:end;margin:22px 0 18px}
.filter label,.filter button{margin:0}
.jobs{list-style:none;padding:0;margin:0 0 20px}
.jobs li{background:var(--paper);border:1px solid var(--line);border-radius:10px;margin:0 0 12px}
.jobs a{display:block;padding:16px 18px;color:inherit;text-decoration:none;border-radius:10px}
.jobs a:hover h2{text-decoration:underline}
.jobs h2{color:var(--link)}
.jobs p{margin:0;color:var(--dim);font-size:.95rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:12px 20px;margin:0 0 22px;padding:16px 18px;background:var(--paper);border:1px solid var(--line);border-radius:10px}
.facts div{min-width:0}
.facts dt{color:var(--dim);font-size:.85rem}
.facts dd{margin:0;overflow-wrap:anywhere}
.button,button{font:inherit;font-weight:600;display:inline-block;border:2px solid var(--strong);background:var(--strong);color:var(--on-strong);border-radius:8px;padding:10px 22px;cursor:pointer;text-decoration:none;text-align:center}
.button:hover,button:hover{filter:brightness(.94)}
button[aria-disabled=true]{cursor:progress;opacity:.75}
form.apply{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:22px 20px;margin:18px 0}
label,legend{display:block;font-weight:600;margin:0 0 4px;padding:0;overflow-wrap:anywhere}
.field{margin:0 0 20px;border:0;padding:0;min-width:0}
.field.bad{border-left:4px solid var(--bad);padding-left:12px}
legend{float:left;width:100%}
legend~*{clear:both}
.hint{display:block;white-space:pre-line;color:var(--dim);font-size:.9rem;margin:0 0 4px;font-weight:400}
.error{display:block;color:var(--bad);font-weight:600;font-size:.95rem;margin:0 0 4px}
.must{color:var(--dim);font-weight:400}
input[type=text],input[type=email],input[type=tel],input[type=url],input[type=date],input[type=search],select,textarea{width:100%;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:8px;padding:9px 11px;min-height:48px;line-height:1.5}
textarea{min-height:8rem;resize:vertical}
input[type=file]{font:inherit;max-width:100%;padding:6px 0}
.bad input,.bad textarea,.bad select{border-color:var(--bad)}
.choice{display:flex;gap:10px;align-items:flex-start;font-weight:400;padding:5px 0;margin:0}
.choice input{width:20px;height:20px;margin:3px 0 0;flex:none;accent-color:var(--link)}
.summary{border:3px solid var(--bad);border-radius:10px;padding:14px 18px;margin:0 0 20px;background:var(--paper)}
.summary h2{margin:0 0 6px}
.summary ul{margin:0}
.summary a{color:var(--bad)}
.sending{margin:14px 0 0}
.sending progress{width:100%;height:14px;accent-color:var(--link)}
.away{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
footer{border-top:1px solid var(--line);padding:18px 0 28px;font-size:.9rem}
footer a{margin-right:18px;display:inline-block;min-height:24px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.embedded{background:transparent}
.embedded .wrap{max-width:none;padding:0 4px}
.embedded main.wrap{padding-top:6px;padding-bottom:12px}
@media (max-width:30rem){h1{font-size:1.5rem}.button,button{width:100%}form.apply{padding:16px 14px}}
@media print{.filter,.button,footer{display:none}}
`;
