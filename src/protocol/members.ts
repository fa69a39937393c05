import * as v from 'valibot'
import { EpochMs, SessionId, UserId } from './ids.ts'

/** What others see of a person. */
export const Profile = v.object({ id: UserId, name: v.string(), photoUrl: v.nullable(v.string()) })
export type Profile = v.InferOutput<typeof Profile>

/** Least first. */
export const ROLES = ['viewer', 'host'] as const
export const Role = v.picklist(ROLES)
export type Role = v.InferOutput<typeof Role>

/** What somebody watches on: a page's own guess, and nothing hangs on it. */
export const Device = v.picklist(['phone', 'tablet', 'desktop', 'tv'])
export type Device = v.InferOutput<typeof Device>

/** One socket of somebody in the room, and what it is on. */
export const MemberSession = v.object({ id: SessionId, device: Device })
export type MemberSession = v.InferOutput<typeof MemberSession>

/** Someone in the room. Without a session the seat is kept until `goneAt` + the grace period. */
export const Member = v.object({
  ...Profile.entries,
  joinedAt: EpochMs,
  sessions: v.array(MemberSession),
  goneAt: v.nullable(EpochMs),
})
export type Member = v.InferOutput<typeof Member>

export const MembersEvent = v.variant('type', [
  v.object({ type: v.literal('members.joined'), member: Member }),
  v.object({ type: v.literal('members.connected'), profile: Profile, session: MemberSession }),
  v.object({ type: v.literal('members.disconnected'), userId: UserId, session: SessionId, at: EpochMs }),
  v.object({ type: v.literal('members.left'), userId: UserId, at: EpochMs }),
])
