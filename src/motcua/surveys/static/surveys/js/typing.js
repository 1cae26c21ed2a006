// @ts-check
/**
 * A sheet of paper typed by the keyboard: <form data-typing> with one place for a key a question.
 *
 * Enter and the arrows go from place to place; on the last one Enter goes to the button that keeps the sheet. A key that
 * its question does not have is marked at once, and one goes on only after it is mended. Without JavaScript, Tab goes on
 * and Enter only has the sheet looked at.
 */

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-typing]"))) {
  const places = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll(".typing-row input")]);
  const keep = /** @type {HTMLButtonElement | null} */ (form.querySelector("[data-keep]"));

  /** @param {HTMLInputElement} place */
  const sound = (place) => {
    const keys = (place.dataset.keys ?? "").split(" ").filter(Boolean);
    const typed = place.value.split(/[\s,;]+/).filter(Boolean);
    const wrong = keys.length > 0 && (typed.some((key) => !keys.includes(key)) || (typed.length > 1 && !place.classList.contains("several")));
    if (wrong) place.setAttribute("aria-invalid", "true");
    else place.removeAttribute("aria-invalid");
    return !wrong;
  };

  /** @param {number} to */
  const go = (to) => {
    const next = to < places.length ? places[Math.max(to, 0)] : keep;
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
  };

  form.addEventListener("keydown", (event) => {
    const at = places.indexOf(/** @type {HTMLInputElement} */ (event.target));
    if (at < 0) return;
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      if (sound(places[at])) go(at + 1);
      else places[at].select();
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      go(at - 1);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLInputElement && places.includes(event.target)) sound(event.target);
  });
  // What is to be corrected takes the focus itself.
  if (!form.querySelector("[data-faults]")) go(0);
}
