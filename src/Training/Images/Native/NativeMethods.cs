using System.Runtime.InteropServices;
using Counterfactual.Torch.Native;

namespace Counterfactual.Training.Images.Native;

/// <summary>The C ABI of native/images/abi.h. Each function returns an <see cref="ImageFault"/>, or 0.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "counterfactual_images";

    static NativeMethods() => NativeLibraryLocator.Register(typeof(NativeMethods).Assembly);

    [LibraryImport(Library)]
    public static partial int images_read_header(
        NativeBytes* encoded, NativeLimits* limits, NativeHeader* header, NativeMessage* message);

    [LibraryImport(Library)]
    public static partial int images_decode(
        NativeBytes* encoded, NativeLimits* limits, byte* rgb, ulong capacity, NativeHeader* header, NativeMessage* message);

    [LibraryImport(Library)]
    public static partial int images_preprocess(
        NativeBytes* encoded, NativeLimits* limits, NativePreprocessing* preprocessing, byte* planes, ulong capacity,
        NativeHeader* header, NativeMessage* message);

    public struct NativeBytes
    {
        public byte* Data;
        public ulong Length;
    }

    public struct NativeLimits
    {
        public long Pixels;
        public int Scans;
    }

    public struct NativeHeader
    {
        public int Width;
        public int Height;
        public int Format;
    }

    public struct NativePreprocessing
    {
        public int Size;
        public int Border;
    }

    public struct NativeMessage
    {
        public byte* Text;
        public int Capacity;
    }
}
