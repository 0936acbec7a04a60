// Sound: a beep for every cue, and words where this machine has a voice of its own.

const EARCONS = {
  good: [[880, 0]],
  fix: [[330, 0], [330, 0.22]],
  phase: [[523, 0], [659, 0.16]],
  tick: [[523, 0]],
}

class Sound {
  constructor(onNoVoice) {
    this.on = true
    this.onNoVoice = onNoVoice
  }

  // Browsers let a page sound only after a click: call this from one.
  unlock() {
    this.context ??= window.AudioContext ? new AudioContext() : null
    this.context?.resume()
    window.speechSynthesis?.getVoices() // begins to load them
  }

  give(cue) {
    if (!this.on) return
    this.beep(cue.sound)
    if (cue.say) this.say(cue.say)
  }

  beep(name) {
    if (!this.on || !this.context) return
    for (const [hertz, after] of EARCONS[name] ?? []) {
      const start = this.context.currentTime + after
      const tone = this.context.createOscillator()
      const gain = this.context.createGain()
      tone.frequency.value = hertz
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(0.3, start + 0.02)
      gain.gain.linearRampToValueAtTime(0, start + 0.16)
      tone.connect(gain).connect(this.context.destination)
      tone.start(start)
      tone.stop(start + 0.18)
    }
  }

  say(text) {
    const synthesis = window.speechSynthesis
    // A voice that is not local would send the words to its maker.
    const voices = (synthesis?.getVoices() ?? []).filter((voice) => voice.localService)
    if (!voices.length) return this.onNoVoice()
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.voice = voices.find((voice) => voice.lang.startsWith("en")) ?? voices[0]
    utterance.lang = "en"
    utterance.onerror = ({ error }) => {
      if (error !== "canceled" && error !== "interrupted") this.onNoVoice()
    }
    synthesis.cancel()
    synthesis.speak(utterance)
  }

  mute(muted) {
    this.on = !muted
    if (muted) window.speechSynthesis?.cancel()
  }
}
