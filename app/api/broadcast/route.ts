import { handleBroadcast } from '#lib/broadcast/index.ts';

/** The one server route. Everything that it does, and refuses, is in lib/broadcast. */
export const POST = (request: Request): Promise<Response> => handleBroadcast(request);
