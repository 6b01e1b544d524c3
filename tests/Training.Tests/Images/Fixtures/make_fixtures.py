"""Makes the images beside it and what Pillow reads from them, with Pillow 9.4 and libjpeg-turbo's cjpeg:

    NAME.jpg, NAME.decoded.png (convert("RGB")), NAME.preprocessed.png (border 2 cut off, shorter side 32, central square)

ycck.jpg is the one that neither can write: libjpeg with jpeg_set_colorspace(JCS_YCCK) over the pixels of cmyk.jpg.
"""

import math
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent


def scene(width, height):
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), tuple(
                round(128 + 90 * math.sin(x / (4 + c) + c) + 37 * math.cos(y / (3 + 2 * c) - c)) for c in range(3)))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.2, height * 0.3, width * 0.5, height * 0.8), fill=(240, 40, 30), outline=(10, 10, 60))
    draw.line((0, height, width, 0), fill=(20, 220, 90), width=2)
    return image


def cjpeg(name, image, *options):
    ppm = HERE / "scene.ppm"
    image.save(ppm)
    subprocess.run(["cjpeg", *options, "-outfile", HERE / name, ppm], check=True)
    ppm.unlink()


def reference(path):
    image = Image.open(path).convert("RGB")
    image.save(path.with_suffix(".decoded.png"), optimize=True)
    width, height = image.size
    image = image.crop((2, 2, width - 2, height - 2))
    width, height = image.size
    size = (32, int(32 * height / width)) if width <= height else (int(32 * width / height), 32)
    image = image.resize(size, Image.BICUBIC)
    left, top = round((size[0] - 32) / 2), round((size[1] - 32) / 2)
    image.crop((left, top, left + 32, top + 32)).save(path.with_suffix(".preprocessed.png"), optimize=True)


def main():
    wide, tall, tiny = scene(71, 53), scene(50, 83), scene(9, 7)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, if anyone looked
    wide.save(HERE / "baseline.jpg", quality=90)
    wide.save(HERE / "full-chroma.jpg", quality=80, subsampling=0)
    tall.save(HERE / "half-chroma.jpg", quality=80, subsampling=1)
    tall.save(HERE / "progressive.jpg", quality=75, progressive=True)
    tall.convert("L").save(HERE / "grey.jpg", quality=85)
    Image.merge("CMYK", (*wide.split(), wide.convert("L").point(lambda v: v // 2))).save(HERE / "cmyk.jpg", quality=90)
    tall.save(HERE / "orientation.jpg", quality=85, exif=exif)
    tiny.save(HERE / "tiny.jpg", quality=95)
    cjpeg("rgb.jpg", wide, "-rgb", "-quality", "90")
    cjpeg("restart.jpg", wide, "-restart", "1", "-quality", "70")
    cjpeg("odd-sampling.jpg", tall, "-sample", "4x1,1x1,2x1", "-quality", "85")
    cjpeg("arithmetic.jpg", wide, "-arithmetic", "-quality", "85")
    for path in sorted(HERE.glob("*.jpg")):
        reference(path)


if __name__ == "__main__":
    sys.exit(main())
