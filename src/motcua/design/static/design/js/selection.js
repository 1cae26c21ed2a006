// @ts-check
/**
 * A list from which several rows can be chosen: <form data-selection> with boxes in its rows and a `.bulk` bar.
 * A box marked `data-everything` means all that the filter shows, on every page.
 *
 * The bar is there without JavaScript; with it, it shows only once something is chosen, and says how many.
 */

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-selection]"))) {
  const bar = /** @type {HTMLElement | null} */ (form.querySelector(".bulk"));
  const words = /** @type {HTMLElement | null} */ (form.querySelector("[data-chosen]"));
  if (!bar || !words) continue;
  words.setAttribute("role", "status");
  const count = () => {
    const chosen = form.querySelectorAll("tbody :checked").length;
    const everything = form.querySelector("[data-everything]:checked") !== null;
    bar.hidden = chosen === 0 && !everything;
    const said = everything ? words.dataset.all : chosen === 1 ? words.dataset.one : words.dataset.many;
    words.textContent = (said ?? "").replace("{n}", String(chosen));
  };
  form.addEventListener("change", count);
  form.addEventListener("reset", () => setTimeout(count));
  // Coming back with the browser's Back button, boxes may still be ticked.
  window.addEventListener("pageshow", count);
  count();
}
