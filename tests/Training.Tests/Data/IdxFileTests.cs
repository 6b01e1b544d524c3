using System.Buffers.Binary;
using System.IO.Compression;
using Counterfactual.Training.Data.Idx;

namespace Counterfactual.Training.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_gzipped_files_give_their_elements(bool zipped)
    {
        var path = Write(Idx([2, 3], [1, 2, 3, 4, 5, 6]), zipped);

        Assert.Equal([1, 2, 3, 4, 5, 6], IdxFile.ReadBytes(path, 2, 3));
    }

    [Fact]
    public void Another_magic_is_named_beside_the_expected_one()
    {
        var path = Write(Idx([6], [1, 2, 3, 4, 5, 6]));

        var error = Assert.Throws<InvalidDataException>(() => IdxFile.ReadBytes(path, 2, 3));

        Assert.Equal($"{path}: not an idx file of bytes with 2 dimensions: magic 0x00000801; expected 0x00000802", error.Message);
    }

    [Fact]
    public void Other_dimensions_are_named_beside_the_expected_ones()
    {
        var path = Write(Idx([2, -3], []));

        var error = Assert.Throws<InvalidDataException>(() => IdxFile.ReadBytes(path, 2, 3));

        Assert.Equal($"{path}: holds 2 x 4294967293 bytes; expected 2 x 3", error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_short_of_its_elements_is_refused_with_its_name(bool zipped)
    {
        var whole = File.ReadAllBytes(Write(Idx([2, 3], [1, 2, 3, 4, 5, 6]), zipped));
        for (var length = 0; length < whole.Length; length++)
        {
            var path = directory.File($"cut-{length}");
            File.WriteAllBytes(path, whole[..length]);

            // A gzip file may lose its trailer and the mark of its end, which add nothing to the elements.
            try
            {
                Assert.Equal([1, 2, 3, 4, 5, 6], IdxFile.ReadBytes(path, 2, 3));
                Assert.True(
                    zipped && length >= whole.Length - 10, $"{length} of {whole.Length} bytes were taken for a whole file");
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_damaged_header_byte_is_noticed()
    {
        var whole = Idx([2, 3], [1, 2, 3, 4, 5, 6]);
        for (var i = 0; i < 12; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x10;
            var path = Write(damaged);
            Assert.Throws<InvalidDataException>(() => IdxFile.ReadBytes(path, 2, 3));
        }
    }

    [Fact]
    public void Bytes_after_the_elements_are_refused()
    {
        var path = Write(Idx([2, 3], [1, 2, 3, 4, 5, 6, 7]));

        Assert.EndsWith(
            "goes on after the 6 elements that its header promises",
            Assert.Throws<InvalidDataException>(() => IdxFile.ReadBytes(path, 2, 3)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_gzip_data_is_refused_with_the_file_named()
    {
        var whole = File.ReadAllBytes(Write(Idx([2, 300], new byte[600]), zipped: true));
        for (var i = 10; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0xFF;
            var path = directory.File($"damaged-{i}");
            File.WriteAllBytes(path, damaged);
            Assert.StartsWith(
                path + ": ", Assert.Throws<InvalidDataException>(() => IdxFile.ReadBytes(path, 2, 300)).Message,
                StringComparison.Ordinal);
        }
    }

    private static byte[] Idx(int[] dimensions, byte[] elements)
    {
        var bytes = new byte[4 + (4 * dimensions.Length) + elements.Length];
        bytes[2] = 8;
        bytes[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        elements.CopyTo(bytes, bytes.Length - elements.Length);
        return bytes;
    }

    private string Write(byte[] bytes, bool zipped = false)
    {
        var path = directory.File(Guid.NewGuid().ToString("N"));
        using var file = File.Create(path);
        using var content = zipped ? new GZipStream(file, CompressionLevel.Optimal) : (Stream)file;
        content.Write(bytes);
        return path;
    }
}
