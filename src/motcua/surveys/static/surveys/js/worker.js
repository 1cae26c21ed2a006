// Keeps the tablet's page and its files, so that it opens without a network. Answers are never kept here.
const KEPT = "motcua-survey";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === location.origin && (url.pathname.startsWith("/khao-sat/may-tinh-bang/") || url.pathname.startsWith("/static/"));
  if (event.request.method !== "GET" || !ours) return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok) await (await caches.open(KEPT)).put(event.request, answer.clone());
        return answer;
      })
      .catch(async () => (await caches.match(event.request, { ignoreVary: true })) ?? Response.error()),
  );
});
