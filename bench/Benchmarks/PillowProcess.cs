using System.Diagnostics;

namespace Counterfactual.Benchmarks;

/// <summary>Debian's Pillow, where it is installed.</summary>
internal static class PillowProcess
{
    /// <summary>The interpreter that has it.</summary>
    public const string Interpreter = "/usr/bin/python3";

    private const string Program = """
        import random, sys
        from PIL import Image
        random.seed(1)
        coarse = Image.frombytes("RGB", (100, 75), bytes(random.randrange(256) for _ in range(100 * 75 * 3)))
        coarse.resize((500, 375), Image.BICUBIC).save(sys.argv[1], "JPEG", quality=93)
        """;

    /// <summary>Makes a photograph-like JPEG of 500 x 375; false where there is no Pillow.</summary>
    public static bool TryMakePhotograph(string path)
    {
        if (!File.Exists(Interpreter))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", Program, path])
        {
            RedirectStandardError = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
