using System.Diagnostics;
using System.Globalization;
using Counterfactual.Training.Images;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Decoding, resizing and cropping a JPEG on one core, beside Pillow on the same file where Pillow is installed.
/// </summary>
internal static class DecodeBenchmark
{
    // Processor time, in rounds by turns: what else the machine does disturbs it little, and both alike.
    private const int ImagesPerRound = 50;
    private const int Rounds = 21;

    // Runs one round for each line that it reads.
    private static readonly string PillowProgram = $"""
        import io, sys, time
        from PIL import Image
        encoded = open(sys.argv[1], "rb").read()
        def preprocess():
            image = Image.open(io.BytesIO(encoded)).convert("RGB")
            w, h = image.size
            w, h = (224, int(224 * h / w)) if w <= h else (int(224 * w / h), 224)
            left, top = round((w - 224) / 2), round((h - 224) / 2)
            return image.resize((w, h), Image.BICUBIC).crop((left, top, left + 224, top + 224)).tobytes()
        print("ready", flush=True)
        for _ in sys.stdin:
            begin = time.process_time()
            for _ in range({ImagesPerRound}): preprocess()
            print({ImagesPerRound} / (time.process_time() - begin), flush=True)
        """;

    public static int Run(string[] arguments, Figures figures)
    {
        if (arguments.Length > 1 || (arguments is [var named] && !File.Exists(named)))
        {
            Console.Error.WriteLine(
                "usage: Benchmarks decode [FILE]   (a JPEG or PNG; without one, a JPEG of 500 x 375 is made by Pillow)");
            return 2;
        }
        var made = arguments.Length == 0 ? Path.GetTempFileName() : null;
        try
        {
            if (made is not null && !PillowProcess.TryMakePhotograph(made))
            {
                Console.Error.WriteLine(
                    $"{PillowProcess.Interpreter} has no Pillow (Debian's python3-pil) to make an image with; name a file");
                return 2;
            }

            return Compare(made ?? arguments[0], figures);
        }
        finally
        {
            if (made is not null)
            {
                File.Delete(made);
            }
        }
    }

    private static int Compare(string path, Figures figures)
    {
        using var pillow = StartPillow(path);
        var encoded = File.ReadAllBytes(path);
        var header = ImageDecoder.ReadHeader(encoded);
        Round(encoded);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Round(encoded));
            if (pillow is not null)
            {
                pillow.StandardInput.WriteLine();
                theirs.Add(double.Parse(pillow.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
            }
        }
        figures.Condition(
            $"{header.Width} x {header.Height} {header.Format}, {encoded.Length:N0} bytes, to 224 x 224, by processor time");
        var here = Figure.Of("here", "images/s", new(ours)) with { Target = "at least 250" };
        if (pillow is null)
        {
            Console.Error.WriteLine($"{PillowProcess.Interpreter} has no Pillow: there is nothing to compare with");
            figures.Add(here);
        }
        else
        {
            figures.Add(Figure.Of("Pillow", "images/s", new(theirs)));
            figures.Add(here.Beside("Pillow", new(ours), new(theirs)));
        }

        pillow?.StandardInput.Close();
        pillow?.WaitForExit();
        return 0;
    }

    private static double Round(byte[] encoded)
    {
        var preprocessing = new Preprocessing();
        var planes = new byte[preprocessing.Bytes];
        var begin = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < ImagesPerRound; i++)
        {
            ImageDecoder.Preprocess(encoded, preprocessing, planes);
        }
        return ImagesPerRound / (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
    }

    private static Process? StartPillow(string path)
    {
        if (!File.Exists(PillowProcess.Interpreter))
        {
            return null;
        }
        var process = Process.Start(new ProcessStartInfo(PillowProcess.Interpreter, ["-c", PillowProgram, path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (process.StandardOutput.ReadLine() == "ready")
        {
            return process;
        }
        process.Dispose();
        return null;
    }
}
