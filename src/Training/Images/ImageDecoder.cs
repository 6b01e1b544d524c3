using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using System.Text;
using Counterfactual.Training.Images.Native;

namespace Counterfactual.Training.Images;

/// <summary>
/// Decodes JPEG and PNG to 8-bit RGB with the bytes that Pillow's <c>convert("RGB")</c> gives. Safe for any data and for use by
/// several threads.
/// </summary>
/// <remarks>
/// JPEG: baseline and progressive, grey, RGB, YCbCr, CMYK and YCCK (ink inverted, as Adobe writes it). PNG: all colour types and
/// depths, interlaced or not; alpha is dropped, 16-bit grey clipped at 255, 16-bit colour cut to its high byte. JPEG data that a
/// lenient decoder would patch up (missing or undecodable parts) are an error.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>
    /// Name of the meter whose counter <c>counterfactual.images.decoded</c> counts the images decoded by this process.
    /// </summary>
    public const string MeterName = "Counterfactual.Training.Images";

    private const int MessageCapacity = 256;

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Decoded = Meter.CreateCounter<long>("counterfactual.images.decoded", "{image}");

    private unsafe delegate int NativeCall(
        NativeMethods.NativeBytes* encoded, NativeMethods.NativeLimits* limits, NativeMethods.NativeHeader* header,
        NativeMethods.NativeMessage* message);

    /// <summary>Reads format and size.</summary>
    /// <exception cref="ImageException">The data hold no image that can be read, or one beyond the limits.</exception>
    public static unsafe ImageHeader ReadHeader(ReadOnlySpan<byte> encoded, ImageLimits? limits = null) =>
        Call(encoded, limits, NativeMethods.images_read_header);

    /// <summary>Decodes an image whole.</summary>
    /// <exception cref="ImageException">The data hold no image that can be read, or one beyond the limits.</exception>
    public static unsafe RgbImage Decode(ReadOnlySpan<byte> encoded, ImageLimits? limits = null)
    {
        var size = ReadHeader(encoded, limits);
        var pixels = new byte[checked(3 * size.Width * size.Height)];
        fixed (byte* target = pixels)
        {
            var rgb = target;
            Call(encoded, limits, (data, bounds, header, message) =>
                NativeMethods.images_decode(data, bounds, rgb, (ulong)pixels.Length, header, message));
        }
        Decoded.Add(1);
        return new RgbImage(size.Width, size.Height, pixels);
    }

    /// <summary>Decodes an image and preprocesses it on the way: a large image never lies in memory whole.</summary>
    /// <param name="encoded">The file's content.</param>
    /// <param name="preprocessing">What to make of it.</param>
    /// <param name="planes">Receives 3 x size x size bytes: red, green, blue, each row by row.</param>
    /// <param name="limits">How much it may ask for.</param>
    /// <returns>What the image was.</returns>
    /// <exception cref="ImageException">
    /// The data hold no image that can be read, or one beyond the limits; <paramref name="planes"/> has undefined content.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="planes"/> has another length.</exception>
    public static unsafe ImageHeader Preprocess(
        ReadOnlySpan<byte> encoded, Preprocessing preprocessing, Span<byte> planes, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (planes.Length != preprocessing.Bytes)
        {
            throw new ArgumentException($"{planes.Length} bytes; expected {preprocessing.Bytes}", nameof(planes));
        }
        var settings = new NativeMethods.NativePreprocessing { Size = preprocessing.Size, Border = preprocessing.Border };
        var settingsAddress = &settings;
        fixed (byte* target = planes)
        {
            var squares = target;
            var capacity = (ulong)planes.Length;
            var header = Call(encoded, limits, (data, bounds, header, message) =>
                NativeMethods.images_preprocess(data, bounds, settingsAddress, squares, capacity, header, message));
            Decoded.Add(1);
            return header;
        }
    }

    private static unsafe ImageHeader Call(ReadOnlySpan<byte> encoded, ImageLimits? limits, NativeCall call)
    {
        limits ??= ImageLimits.Default;
        var bounds = new NativeMethods.NativeLimits { Pixels = limits.Pixels, Scans = limits.Scans };
        NativeMethods.NativeHeader header = default;
        var text = stackalloc byte[MessageCapacity];
        var message = new NativeMethods.NativeMessage { Text = text, Capacity = MessageCapacity };
        int fault;
        fixed (byte* data = encoded)
        {
            var bytes = new NativeMethods.NativeBytes { Data = data, Length = (ulong)encoded.Length };
            fault = call(&bytes, &bounds, &header, &message);
        }
        return fault == 0
            ? new ImageHeader((ImageFormat)header.Format, header.Width, header.Height)
            : throw new ImageException(
                (ImageFault)fault, Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)));
    }
}
