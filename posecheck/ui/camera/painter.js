// Painter: the skeleton and the measured line over the picture, in shares of its width and height.

class Painter {
  constructor(canvas, bones, knees) {
    this.canvas = canvas
    this.bones = bones
    this.knees = knees
  }

  clear() {
    this.canvas.getContext("2d").clearRect(0, 0, this.canvas.width, this.canvas.height)
  }

  // The canvas is as large as the picture, so that both are fitted into the page alike.
  paint(video, points, strong, colour, mirrored) {
    const { canvas } = this
    if (canvas.width !== video.videoWidth || canvas.height !== video.videoHeight) {
      canvas.width = video.videoWidth
      canvas.height = video.videoHeight
    }
    this.clear()
    if (!points) return
    const context = canvas.getContext("2d")
    const unit = Math.sqrt(canvas.width * canvas.height) / 480
    const at = (mark) => [points[mark][0] * canvas.width, points[mark][1] * canvas.height]
    const lines = (bones) => {
      const path = new Path2D() // one for all: each stroke costs the browser a round over the picture
      for (const [a, b] of bones) {
        path.moveTo(...at(a))
        path.lineTo(...at(b))
      }
      return path
    }
    const stroke = (path, width, style) => {
      context.lineWidth = width
      context.strokeStyle = style
      context.stroke(path)
    }
    context.lineCap = "round"
    const [body, measured] = [lines(this.bones), lines(strong)]
    stroke(body, 4 * unit, "#0e1014")
    stroke(body, 1.8 * unit, "#ffffff")
    stroke(measured, 8 * unit, "#0e1014")
    stroke(measured, 5 * unit, colour)
    for (const mark of strong.flat()) this.dot(context, at(mark), 5 * unit, colour)
    this.letters(context, at, unit, mirrored)
  }

  dot(context, [x, y], radius, colour) {
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fillStyle = colour
    context.fill()
    context.lineWidth = radius / 3
    context.strokeStyle = "#0e1014"
    context.stroke()
  }

  // L and R outside of the knees; in a mirrored display they are turned over once more, to be read.
  letters(context, at, unit, mirrored) {
    const [left, right] = this.knees.map(at)
    const away = Math.sign(left[0] - right[0]) || 1
    context.font = `700 ${Math.round(16 * unit)}px sans-serif`
    context.textAlign = "center"
    context.textBaseline = "middle"
    for (const [letter, [x, y], side] of [["L", left, away], ["R", right, -away]]) {
      context.save()
      context.translate(x + side * 18 * unit, y)
      if (mirrored) context.scale(-1, 1)
      context.lineWidth = 4 * unit
      context.strokeStyle = "#0e1014"
      context.strokeText(letter, 0, 0)
      context.fillStyle = "#ffffff"
      context.fillText(letter, 0, 0)
      context.restore()
    }
  }
}
