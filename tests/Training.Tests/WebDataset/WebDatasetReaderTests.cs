using System.Formats.Tar;
using System.Text;
using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Training.Tests.WebDataset;

public class WebDatasetReaderTests
{
    private const string ArchiveName = "shard.tar";

    [Fact]
    public void Samples_are_read_in_order()
    {
        var samples = Read(new TarBytes()
            .Entry("train/b.jpg", "picture b").Entry("train/b.cls", "7\n").Entry("train/b.json", "{}")
            .Entry("train/a.cls", " 0 ").Entry("train/a.seg.png", "mask").Entry("train/a.PNG", "picture a")
            .Entry("train/a.txt", "from/a.png\n"));

        Assert.Equal(["train/b", "train/a"], samples.Select(sample => sample.Key));
        Assert.Equal([7, 0], samples.Select(sample => sample.Label));
        Assert.Equal(["picture b", "picture a"], samples.Select(sample => Encoding.UTF8.GetString(sample.Image)));
        Assert.Equal([null, "from/a.png"], samples.Select(sample => sample.Source));
        Assert.Equal("train/a.PNG (from/a.png)", samples[1].Description);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Archives_of_every_common_format_are_read(TarEntryFormat format)
    {
        var folder = format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? new string('d', 300) : "d";
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("x.jpg", "picture"), ("x.cls", "3") })
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, $"./{folder}/{name}"),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, $"./{folder}/{name}"),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, $"./{folder}/{name}"),
                    _ => new GnuTarEntry(TarEntryType.RegularFile, $"./{folder}/{name}"),
                };
                entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
                writer.WriteEntry(entry);
            }
        }

        var sample = Assert.Single(Read(archive.ToArray()));

        Assert.Equal(($"{folder}/x", 3), (sample.Key, sample.Label));
    }

    [Fact]
    public void Folders_prefixes_and_files_of_no_sample_are_passed_over()
    {
        var sample = Assert.Single(Read(new TarBytes()
            .Entry("./", type: '5').Entry("README", "about").Entry("x.jpg", "p"u8.ToArray(), prefix: "long/way")
            .Entry("x.cls", "1"u8.ToArray(), prefix: "long/way")));

        Assert.Equal("long/way/x", sample.Key);
    }

    [Fact]
    public void A_pax_header_gives_the_next_entry_its_path_and_size()
    {
        var sample = Assert.Single(Read(new TarBytes()
            .Pax("path=p.jpg").Pax("comment=later headers replace earlier ones").Pax("path=q.jpg").Entry("x", "picture")
            .Pax("size=1").Entry("q.cls", "5"u8.ToArray(), size: "00000000000")));

        Assert.Equal(("q", 5), (sample.Key, sample.Label));
    }

    [Theory]
    [InlineData("/etc/passwd.jpg", "its path is absolute")]
    [InlineData("\\share\\x.jpg", "its path is absolute")]
    [InlineData("../x.jpg", "its path leads out of the archive")]
    [InlineData("a/../../x.jpg", "its path leads out of the archive")]
    [InlineData("a\\..\\x.jpg", "its path leads out of the archive")]
    [InlineData("a\u001b[2J.jpg", "its path has control characters")]
    [InlineData("", "it has no name")]
    public void Paths_that_lead_elsewhere_are_refused(string name, string why)
    {
        AssertRefused(new TarBytes().Entry(name, "x").End(), why);
        if (name.Length > 0)
        {
            AssertRefused(new TarBytes().Pax($"path={name}").Entry("x.jpg", "x").End(), why);
        }
    }

    [Theory]
    [InlineData('1', "it is a hard link")]
    [InlineData('2', "it is a symbolic link")]
    [InlineData('3', "it is a device")]
    [InlineData('4', "it is a device")]
    [InlineData('6', "it is a pipe")]
    [InlineData('S', "it is sparse")]
    [InlineData('V', "entries of type 'V' have no place in a data set")]
    [InlineData('\u0001', "entries of type '?' have no place in a data set")]
    public void Entries_that_are_no_files_are_refused(char type, string why) =>
        AssertRefused(new TarBytes().Entry("x.jpg", "x"u8.ToArray(), type).End(), why);

    [Theory]
    [InlineData("77777777777", "it claims 8589934591 bytes, where 2048 are left")]
    [InlineData("00000010000", "it claims 4096 bytes, where 2048 are left")]
    [InlineData("-0000000001", "its size is no number")]
    [InlineData("0000000000x", "its size is no number")]
    [InlineData("\0", "its size is no number")]
    public void Sizes_that_the_archive_does_not_have_are_refused(string size, string why) =>
        AssertRefused(new TarBytes().Entry("x.jpg", new byte[1024], size: size).End(), why);

    [Fact]
    public void A_checksum_in_binary_is_refused()
    {
        var archive = new TarBytes().Entry("x.jpg", "x").End();
        archive[148] = 0x80;
        AssertRefused(archive, "no tar header at byte 0");
    }

    [Fact]
    public void Binary_sizes_are_read_and_absurd_ones_refused()
    {
        AssertRefused(new TarBytes().Entry("x.jpg", change: header => header.AsSpan(124, 12).Fill(0xFF))
            .End(), "its size is no number");
        AssertRefused(
            new TarBytes()
                .Entry("x.jpg", size: "\0\0\0\0\0\0\0\0\0\0\0", change: header => (header[124], header[132]) = (0x80, 0x7F))
                .End(),
            "it claims 2130706432 bytes, where 1024 are left");
    }

    [Theory]
    [InlineData("GNU.sparse.major=1")]
    [InlineData("GNU.sparse.map=0,1")]
    public void Sparse_files_by_pax_header_are_refused(string record) =>
        AssertRefused(new TarBytes().Pax(record).Entry("x.jpg", "x").End(), "it is sparse");

    [Theory]
    [InlineData("99999999999999999999 path=x\n")]
    [InlineData("900 path=x\n")]
    [InlineData("3 path=x\n")]
    [InlineData("path=x\n")]
    [InlineData("9 pathxx\n")]
    [InlineData("12 size=-20\n")]
    public void Damaged_pax_headers_are_refused(string records) =>
        AssertRefused(new TarBytes().Entry("pax", Encoding.UTF8.GetBytes(records), 'x').Entry("x.jpg", "x")
            .End(), "its pax header is damaged");

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    public void Huge_extended_headers_are_refused(char type) =>
        AssertRefused(new TarBytes().Entry("pax", new byte[1 << 20], type)
            .End(), "its extended header has 1048576 bytes; at most 65536 are allowed");

    [Fact]
    public void A_pax_size_that_lies_is_refused() =>
        AssertRefused(new TarBytes().Pax("size=1000000000000").Entry("x.jpg", "x")
            .End(), "it claims 1000000000000 bytes, where 1536 are left");

    [Theory]
    [InlineData("x", "the label 'x' is no class number")]
    [InlineData("-1", "the label '-1' is no class number")]
    [InlineData("4294967296", "the label '4294967296' is no class number")]
    public void Labels_that_are_no_numbers_are_refused(string label, string why) =>
        AssertRefused(new TarBytes().Entry("x.jpg", "p").Entry("x.cls", label).End(), why);

    [Fact]
    public void Incomplete_and_repeated_samples_are_refused()
    {
        AssertRefused(new TarBytes().Entry("x.jpg", "p").End(), "sample 'x' has an image but no label (cls)");
        AssertRefused(new TarBytes().Entry("x.cls", "1").Entry("y.cls", "1")
            .End(), "sample 'x' has a label but no image (jpg, jpeg or png)");
        AssertRefused(new TarBytes().Entry("x.jpg", "p").Entry("x.png", "p").End(), "sample 'x' has an image already, 'x.jpg'");
        AssertRefused(new TarBytes().Entry("x.cls", "1").Entry("x.cls", "2").End(), "sample 'x' has a label already");
        AssertRefused(
            new TarBytes().Entry("x.jpg", "p").Entry("x.cls", "1").Entry("y.jpg", "p").Entry("y.cls", "1")
                .Entry("x.jpg", "p").End(),
            "sample 'x' is there already, with others in between");
    }

    [Fact]
    public void An_archive_cut_anywhere_is_refused()
    {
        var whole = new TarBytes().Entry("x.jpg", "picture").Entry("x.cls", "1").WithoutEnd();
        for (var length = 0; length <= whole.Length; length++)
        {
            Assert.Throws<TarArchiveException>(() => Read(whole[..length]));
        }
    }

    [Fact]
    public void What_is_no_tar_archive_is_refused() =>
        AssertRefused(new byte[1024].Select((_, i) => (byte)i).ToArray(), "no tar header at byte 0");

    [Fact]
    public void No_mutation_of_an_archive_does_more_than_be_refused()
    {
        var random = new Random(3);
        var whole = new TarBytes()
            .Pax("path=x.jpg").Entry("p", "picture").Entry("x.cls", "1").Entry("dir", type: '5').Entry("y.png", "picture")
            .Entry("y.cls", "12").End();
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var mutant = whole.ToArray();
            var header = random.Next(whole.Length / 512) * 512;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
                mutant[header + random.Next(160)] = (byte)"0157xgLS/.\\\0 "[random.Next(13)];
            }
            if (random.Next(2) == 0)
            {
                RestoreChecksum(mutant.AsSpan(header, 512));
            }
            try
            {
                Assert.InRange(Read(mutant).Count, 0, 3);
            }
            catch (TarArchiveException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1_000, 4_999);
    }

    private static void RestoreChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static List<WebDatasetSample> Read(TarBytes archive) => Read(archive.End());

    private static List<WebDatasetSample> Read(byte[] archive) =>
        [.. WebDatasetReader.Read(new MemoryStream(archive), ArchiveName)];

    private static void AssertRefused(byte[] archive, string why)
    {
        var message = Assert.Throws<TarArchiveException>(() => Read(archive)).Message;
        Assert.StartsWith(ArchiveName, message);
        Assert.Contains(why, message);
        Assert.DoesNotContain(message, char.IsControl);
    }
}
