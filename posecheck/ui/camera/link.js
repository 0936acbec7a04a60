// Link: the socket to the server. One picture is under way at a time; a lost connection is tried again.

const RETRY_MS = 1000
const PATIENCE_MS = 5000
const NO_NETWORK = 4500 // the server has said why, and trying again would not help

class Link {
  // address(): where to; newest at each try, because a restarted server gives new tokens.
  constructor(address, { onOpen, onTold, onLost }) {
    this.address = address
    this.on = { onOpen, onTold, onLost }
    this.busySince = this.takes = 0
    this.ready = false
  }

  open() {
    this.wanted = true
    const socket = (this.socket = new WebSocket(this.address()))
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return
      const told = JSON.parse(data)
      if (told.ready) {
        this.ready = true
        this.on.onOpen()
        return
      }
      if ("t" in told || "error" in told) this.answered()
      this.on.onTold(told)
    }
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return
      this.ready = false
      this.busySince = 0
      if (!this.wanted || code === NO_NETWORK) return
      this.on.onLost()
      this.retry = setTimeout(() => this.wanted && this.open(), RETRY_MS)
    }
  }

  close() {
    this.wanted = this.ready = false
    this.busySince = 0
    clearTimeout(this.retry)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  answered() {
    if (this.busySince) this.takes = usual(this.takes, performance.now() - this.busySince)
    this.busySince = 0
  }

  // When the last answer is due, as long as it took of late; past where none is awaited.
  get freeAt() {
    return this.busySince && this.busySince + this.takes
  }

  get free() {
    return this.ready && (!this.busySince || performance.now() - this.busySince > PATIENCE_MS)
  }

  order(asked) {
    if (this.ready) this.socket.send(JSON.stringify(asked))
  }

  picture(message) {
    if (!this.ready) return
    this.busySince = performance.now()
    this.socket.send(message)
  }
}
