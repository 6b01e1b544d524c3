using System.Formats.Tar;
using System.Text;
using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damaged WebDataset shards in every common tar format; half of them with their headers' checksums put right.</summary>
internal sealed class TarFuzzer : FileFuzzer
{
    private const int BlockLength = 512;
    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    private readonly List<byte[]> archives =
    [
        .. new[] { TarEntryFormat.V7, TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu }.Select(Archive),
    ];

    protected override byte[] Input(Random random)
    {
        var archive = archives[random.Next(archives.Count)].ToArray();
        var header = archive.AsSpan(random.Next(archive.Length / BlockLength) * BlockLength, BlockLength);
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            header[random.Next(BlockLength)] = (byte)"0157xgLKS/.\\\0 \u0080\u00ff"[random.Next(16)];
        }

        if (random.Next(2) == 0)
        {
            RestoreChecksum(header);
        }

        return random.Next(3) == 0 ? Mutation.Of(archive, random) : archive;
    }

    protected override void Read(string path)
    {
        try
        {
            foreach (var sample in WebDatasetReader.Read(path))
            {
                _ = sample.Description;
            }
        }
        catch (TarArchiveException)
        {
        }
    }

    private static byte[] Archive(TarEntryFormat format)
    {
        var folder = new string('d', format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? 200 : 20);
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("x.jpg", "picture"), ("x.cls", "3"), ("y.png", "picture"), ("y.cls", "1"),
                ("y.txt", "from/y.png") })
            {
                var path = $"{folder}/{name}";
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, path),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, path),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, path),
                    _ => new GnuTarEntry(TarEntryType.RegularFile, path),
                };
                entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }

    private static void RestoreChecksum(Span<byte> header)
    {
        header.Slice(ChecksumOffset, ChecksumLength).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[ChecksumOffset..]);
    }
}
