/** A `<video>` without controls of its own: ours are beside it, and it plays where it stands. */
export function newVideo(): HTMLVideoElement {
  const video = document.createElement('video')
  video.playsInline = true
  video.preload = 'auto'
  video.disableRemotePlayback = true
  video.tabIndex = -1
  return video
}
