// Keeps the counter's page for hours without a line, and its files. Pages that show people's requests are never kept.
const KEPT = "motcua-counter";
const PAGE = "/quay/mat-mang/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const kept = url.pathname === PAGE || url.pathname.startsWith("/static/");
  if (!kept && !(event.request.mode === "navigate" && url.pathname.startsWith("/quay/"))) return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (kept && answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(event.request, answer.clone());
        return answer;
      })
      .catch(async () => (await caches.match(event.request, { ignoreVary: true })) ?? (await caches.match(PAGE, { ignoreVary: true })) ?? Response.error()),
  );
});
