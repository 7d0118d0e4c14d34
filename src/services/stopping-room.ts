/** When the room of a task that is to stop counts as free for placement (N.ROOM-1, N.ROOM-2, N.ROOM-6). */
export interface StoppingRoomSettings {
  /** free: before its containers have stopped, as ECS announced on 30 June 2023; held: once it is STOPPED. */
  readonly stoppingRoom: 'free' | 'held';
  /** From desiredStatus STOPPED on, or from SIGTERM on. */
  readonly stoppingRoomFrom: 'desired' | 'sigterm';
  /** Whether its network interface counts until it is detached. */
  readonly stoppingEni: 'held' | 'free';
}

export const STOPPING_ROOM_DEFAULTS: StoppingRoomSettings = { stoppingRoom: 'free', stoppingRoomFrom: 'desired', stoppingEni: 'held' };
