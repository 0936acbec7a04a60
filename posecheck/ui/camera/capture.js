// Capture: a camera of this machine. What stops it has a name, and it goes on by itself when that is gone.

const AGAIN_MS = 2500
const REASONS = {
  NotAllowedError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "in_use",
  AbortError: "in_use",
  Unplugged: "unplugged",
}

class Capture {
  constructor(video, { onShown, onTrouble }) {
    this.video = video
    this.on = { onShown, onTrouble }
    this.generation = 0 // a stopped start must not go on when its promise is kept
    this.onDevices = () => this.waiting && this.start(this.device)
    navigator.mediaDevices?.addEventListener("devicechange", this.onDevices)
  }

  async start(device) {
    this.release()
    const mine = this.generation
    this.device = device
    if (!navigator.mediaDevices) return this.on.onTrouble("insecure")
    try {
      const size = { width: { ideal: 1280 }, height: { ideal: 720 } }
      const which = device ? { deviceId: { exact: device } } : { facingMode: "user" }
      const stream = await navigator.mediaDevices.getUserMedia({ video: { ...size, ...which }, audio: false })
      if (mine !== this.generation) return stream.getTracks().forEach((track) => track.stop())
      await this.show(stream, mine)
    } catch (error) {
      if (mine === this.generation) this.failed(error)
    }
  }

  async show(stream, mine) {
    this.stream = stream
    stream.getVideoTracks()[0].onended = () => mine === this.generation && this.failed({ name: "Unplugged" })
    this.video.srcObject = stream
    await this.video.play()
    if (mine === this.generation) this.on.onShown(mine)
  }

  failed(error) {
    const reason = REASONS[error.name] ?? "broken"
    const device = reason === "missing" || reason === "unplugged" ? undefined : this.device
    this.release()
    this.device = device
    this.waiting = reason !== "refused"
    if (reason === "in_use") this.again = setTimeout(() => this.start(device), AGAIN_MS)
    if (reason === "refused") this.untilAllowed(this.generation)
    this.on.onTrouble(reason)
  }

  async untilAllowed(mine) {
    const status = await navigator.permissions?.query({ name: "camera" }).catch(() => null)
    if (!status) return
    status.onchange = () => mine === this.generation && status.state === "granted" && this.start(this.device)
  }

  release() {
    this.generation += 1
    clearTimeout(this.again)
    this.waiting = false
    this.stream?.getTracks().forEach((track) => {
      track.onended = null
      track.stop()
    })
    this.stream = this.video.srcObject = null
  }

  close() {
    this.release()
    navigator.mediaDevices?.removeEventListener("devicechange", this.onDevices)
  }

  // All cameras, with the one in use.
  async choices() {
    const all = await navigator.mediaDevices.enumerateDevices()
    const current = this.stream?.getVideoTracks()[0].getSettings().deviceId
    return all
      .filter(({ kind }) => kind === "videoinput")
      .map(({ deviceId, label }, index) => new Option(label || `${index + 1}`, deviceId, false, deviceId === current))
  }
}
