// SPDX-License-Identifier: ISC
// What the pages of the gate do beyond what they can do without a script.  It
// sends nothing anywhere but the form that somebody has filled in, and knows
// nothing that is not on the page.  Lines that begin with two slashes are left
// out of what browsers get.
'use strict';
(() => {
const DIGITS = 6, PAUSE = 500, LONG = 'otpgate-long-codes';

// Codes of more than 6 digits have been typed in this browser.
const hasLong = () => {
	try { return localStorage.getItem(LONG) !== null; }
	catch { return false; }
};
const rememberLong = () => {
	try { localStorage.setItem(LONG, '1'); } catch {}
};

// Sends the form when the digits are complete and nothing else is missing.  It
// leaves alone whoever types on, takes something back, has failed before, or
// uses a recovery code.
const sendWhenComplete = field => {
	const form = field.form;
	let timer, done = field.hasAttribute('aria-invalid'), before = 0;
	const digits = () => field.value.replace(/[\s\p{Pd}]/gu, '');
	const isComplete = (text, min, max) =>
		RegExp(`^\\p{Nd}{${min},${max}}$`, 'u').test(text) &&
		!(form.elements.recovery && form.elements.recovery.value) &&
		form.checkValidity();
	const send = text => {
		if (done || digits() !== text || !form.checkValidity())
			return;
		done = true;
		// as its button would, whose value says what is to be done
		form.requestSubmit(form.querySelector('[type=submit]'));
	};
	form.addEventListener('submit', () => {
		done = true;
		clearTimeout(timer);
	});
	form.addEventListener('input', event => {
		clearTimeout(timer);
		if (event.target !== field)
			return;
		const text = digits(), pasted = text.length - before > 1;
		if (text.length < before)
			done = true;
		before = text.length;
		if (text.length > DIGITS)
			rememberLong();
		if (done || event.isComposing)
			return;
		if (pasted ? isComplete(text, DIGITS, 8)
			: !hasLong() && isComplete(text, DIGITS, DIGITS))
			timer = setTimeout(send, PAUSE, text);
	});
};

// Counts down what is left to wait, in the forms that the language has.
const countDown = place => {
	const end = Date.now() + place.dataset.wait * 1000;
	const rules = new Intl.PluralRules(document.documentElement.lang);
	const words = place.dataset;
	// read out at its end only
	place.setAttribute('role', 'timer');
	place.setAttribute('aria-live', 'off');
	const timer = setInterval(() => {
		const left = Math.ceil((end - Date.now()) / 1000);
		if (left < 1) {
			clearInterval(timer);
			place.removeAttribute('role');
			place.setAttribute('aria-live', 'polite');
			place.textContent = words.now;
		} else if (left <= 90) {
			place.textContent = (words[rules.select(left)] ||
				words.other).replace('{count}', left);
		}
	}, 1000);
};

// A button that copies a field or a list, and says so for a moment.
const copy = button => {
	const field = document.getElementById(button.dataset.copy);
	const label = button.textContent;
	button.hidden = false;
	button.addEventListener('click', () => {
		const text = field.value || field.textContent.trim();
		navigator.clipboard.writeText(text).then(() => {
			button.textContent = button.dataset.done;
			setTimeout(() => button.textContent = label, 3000);
		}, () => getSelection().selectAllChildren(field));
	});
};

document.querySelectorAll('input[data-send]').forEach(sendWhenComplete);
document.querySelectorAll('[data-wait]').forEach(countDown);
if (navigator.clipboard)
	document.querySelectorAll('button[data-copy]').forEach(copy);
})();
