/** What is answered to a request; without the event bus, so that a test needs no node. */
export const greeting = (config, request) => `${config.greeting}, ${request.name}`;
