// What runs in the browser of somebody who looks at a careers page. Every page works without.

/** Sends the form with progress, keeps the chosen files when something is to be mended, and tells a frame's height. */
export const pageScript = `'use strict';
(function () {
  var form = document.querySelector('form.apply');
  if (form) enhance(form);
  if (document.body.classList.contains('embedded') && window.parent !== window) tellHeight();

  function enhance(form) {
    var button = form.querySelector('button');
    var sending = form.querySelector('.sending');
    var bar = sending.querySelector('progress');
    var words = sending.querySelector('p');
    var isSending = false;
    var maxBytes = Number(form.dataset.maxBytes);

    form.querySelectorAll('input[type=file]').forEach(function (input) {
      input.addEventListener('change', function () {
        var file = input.files && input.files[0];
        var problem = '';
        if (file && file.size > maxBytes) problem = 'This file is too large: choose one of up to ' + Math.floor(maxBytes / 1048576) + ' MB.';
        else if (file && file.size === 0) problem = 'This file is empty: choose another one.';
        tellAt(input.dataset.path, problem);
      });
    });

    form.addEventListener('submit', function (event) {
      event.preventDefault();
      if (isSending) return;
      isSending = true;
      button.setAttribute('aria-disabled', 'true');
      bar.value = 0;
      sending.hidden = false;
      words.textContent = 'Sending your application…';
      var request = new XMLHttpRequest();
      request.open('POST', form.action);
      request.setRequestHeader('Accept', 'application/json');
      request.upload.onprogress = function (now) {
        if (!now.lengthComputable) return;
        var share = Math.round((now.loaded / now.total) * 100);
        bar.value = share;
        words.textContent = share < 100 ? 'Sending your application: ' + share + ' %' : 'Nearly there…';
      };
      request.onload = function () { read(request); };
      request.onerror = function () { stop(); tellAll('Your application could not be sent. Check your connection, then send it again; nothing you typed is lost.', []); };
      request.send(new FormData(form));
    });

    function stop() {
      isSending = false;
      button.removeAttribute('aria-disabled');
      sending.hidden = true;
    }

    function read(request) {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
      if (request.status === 202 && answer.next) { location.assign(answer.next); return; }
      stop();
      if (answer.token) form.elements.form_token.value = answer.token;
      tellAll(answer.problem || 'Your application could not be sent. Please try again later.', answer.issues || []);
    }

    function tellAll(problem, issues) {
      form.querySelectorAll('.field').forEach(function (field) { tellAt(field.dataset.path, ''); });
      var list = issues.filter(function (issue) { return tellAt(issue.path, issue.message); });
      var old = document.querySelector('.summary');
      if (old) old.remove();
      var summary = document.createElement('div');
      summary.className = 'summary';
      summary.setAttribute('role', 'alert');
      summary.tabIndex = -1;
      var title = document.createElement('h2');
      title.textContent = problem;
      summary.append(title);
      if (list.length) {
        var items = document.createElement('ul');
        list.forEach(function (issue) {
          var line = document.createElement('li');
          var link = document.createElement('a');
          link.href = '#' + targetOf(issue.path);
          link.textContent = issue.label + ': ' + issue.message;
          line.append(link);
          items.append(line);
        });
        summary.append(items);
      }
      form.before(summary);
      summary.focus();
    }

    function fieldOf(path) { return form.querySelector('.field[data-path="' + CSS.escape(path) + '"]'); }

    function targetOf(path) {
      var first = fieldOf(path).querySelector('input,select,textarea');
      return first.id;
    }

    function tellAt(path, message) {
      var field = fieldOf(path);
      if (!field) return false;
      var line = field.querySelector('.error');
      line.textContent = message;
      line.hidden = !message;
      field.classList.toggle('bad', Boolean(message));
      field.querySelectorAll('input,select,textarea').forEach(function (input) {
        if (message) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
      });
      return true;
    }
  }

  function tellHeight() {
    var tell = function () { window.parent.postMessage({ joineryHeight: document.documentElement.scrollHeight }, '*'); };
    new ResizeObserver(tell).observe(document.body);
    tell();
  }
})();
`;

/** For a page of the company's own: shows the jobs in a frame where the script stands. */
export function embedScript(url: string, title: string): string {
  return `'use strict';
(function () {
  var url = ${JSON.stringify(url)};
  var script = document.currentScript;
  var wanted = new URLSearchParams({ embed: '1' });
  ['department', 'location', 'employmentType'].forEach(function (name) {
    if (script.dataset[name]) wanted.set(name, script.dataset[name]);
  });
  var frame = document.createElement('iframe');
  frame.src = url + '?' + wanted;
  frame.title = ${JSON.stringify(title)};
  frame.style.cssText = 'width:100%;border:0;min-height:320px;display:block';
  script.after(frame);
  window.addEventListener('message', function (event) {
    if (event.source !== frame.contentWindow || event.origin !== new URL(url).origin) return;
    var height = event.data && event.data.joineryHeight;
    if (typeof height === 'number' && height > 0 && height < 100000) frame.style.height = Math.ceil(height) + 'px';
  });
})();
`;
}
