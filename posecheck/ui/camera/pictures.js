// Pictures: the newest picture of the camera for the server. The next one is encoded while an answer is awaited, unless
// it would then wait for more than half of the time to the one after it: that one will be fresher.

const LONGEST_SIDE = 1280
const QUALITY = 0.8

class Pictures {
  constructor(video, link) {
    this.video = video
    this.link = link
    this.canvas = document.createElement("canvas")
    this.clear()
  }

  // What was taken belongs to no later connection.
  clear() {
    this.taking = this.taken = null
    this.before = this.period = 0
  }

  // Called for every new picture of the camera; those that no answer is awaited for in time are left out.
  offer() {
    const now = performance.now()
    this.period = this.before ? usual(this.period, now - this.before) : 0
    this.before = now
    if (!this.link.ready || this.taking || !this.video.videoWidth) return
    if (now + this.period / 2 > this.link.freeAt) this.take(now)
  }

  take(now) {
    const { video, canvas } = this
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight))
    const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.round(side * scale))
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    const mine = (this.taking = { time: now / 1000 })
    canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0, width, height)
    canvas.toBlob(async (blob) => {
      const message = blob && (await packed(mine.time, blob))
      if (mine !== this.taking) return
      this.taking = null
      this.taken = message
      this.send()
    }, "image/jpeg", QUALITY)
  }

  // Called when one is ready, and when one before was answered.
  send() {
    if (!this.taken || !this.link.free) return
    this.link.picture(this.taken)
    this.taken = null
  }
}

// As the server reads it. A blob would be read when it is sent, while an answer could already be under way.
async function packed(time, blob) {
  const message = new Uint8Array(8 + blob.size)
  new DataView(message.buffer).setFloat64(0, time, true)
  message.set(new Uint8Array(await blob.arrayBuffer()), 8)
  return message
}

// The running mean of about the last ten.
function usual(mean, value) {
  return mean ? mean + (value - mean) / 10 : value
}
