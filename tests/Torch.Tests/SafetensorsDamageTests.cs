using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class SafetensorsDamageTests : IDisposable
{
    private const string Good =
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}""";

    private readonly string directory = Directory.CreateTempSubdirectory("safetensors").FullName;
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void The_file_that_the_damages_start_from_is_good()
    {
        using var file = Safetensors.Open(Write(Good, 16));

        Assert.Equal(["a", "b"], file.Names);
        Assert.Equal([0f, 0], file["a"].ToArray<float>());
    }

    [Theory]
    [InlineData("\"F32\"", "\"F31\"", "tensor 'a': unknown dtype 'F31'; expected one of F64, F32")]
    [InlineData("\"F32\"", "\"F64\"", "tensor 'a': F64 of shape [2] takes 16 bytes, but its data_offsets are [0, 8]")]
    [InlineData("\"F32\"", "32", "tensor 'a': 'dtype' is there twice or of the wrong type")]
    [InlineData("[2]", "[3]", "tensor 'a': F32 of shape [3] takes 12 bytes")]
    [InlineData("[2]", "[-2]", "tensor 'a': 'shape' holds something that is no integer")]
    [InlineData("[2]", "[2.0]", "tensor 'a': 'shape' holds something that is no integer")]
    [InlineData("[2]", "[\"2\"]", "tensor 'a': 'shape' holds something that is no integer")]
    [InlineData("[2]", "[[2]]", "tensor 'a': 'shape' holds something that is no integer")]
    [InlineData("[2]", "[99999999999999999999]", "tensor 'a': 'shape' holds something that is no integer")]
    [InlineData("[2]", "[4611686018427387904,4]", "has more bytes than there can be")]
    [InlineData("[2]", "[0,4611686018427387904,4]", "has more bytes than there can be")]
    [InlineData("[2]", "{}", "tensor 'a': 'shape' is not a list of integers")]
    [InlineData("[0,8]", "[0,9]", "tensor 'a': F32 of shape [2] takes 8 bytes")]
    [InlineData("[0,8]", "[8,0]", "tensor 'a': F32 of shape [2] takes 8 bytes")]
    [InlineData("[0,8]", "[0]", "tensor 'a': incomplete; expected a dtype, a shape and two data_offsets")]
    [InlineData("[0,8]", "[0,4,8]", "tensor 'a': 'data_offsets' has more than 2 numbers")]
    [InlineData("[0,8]", "[8,16]", "its data begins at 8, beyond the end of the tensor before it; expected 0")]
    [InlineData("[8,16]", "[0,8]", "its data begins at 0, inside the tensor before it; expected 8")]
    [InlineData("[8,16]", "[16,24]", "tensor 'b': its data_offsets are [16, 24], but the file has 16 bytes of data")]
    [InlineData("[8,16]", "[9223372036854775799,9223372036854775807]", "but the file has 16 bytes of data")]
    [InlineData("\"dtype\":\"F32\",", "", "tensor 'a': incomplete")]
    [InlineData("\"dtype\":\"F32\",", "\"dtype\":\"F32\",\"dtype\":\"F32\",", "tensor 'a': 'dtype' is there twice")]
    [InlineData("\"dtype\":\"F32\",", "\"dtype\":\"F32\",\"color\":1,", "tensor 'a': unknown 'color'")]
    [InlineData("\"b\":", "\"a\":", "tensor 'a': the header names it twice")]
    [InlineData("{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}", "7", "tensor 'b': is not an object")]
    [InlineData("{\"a\"", "{\"__metadata__\":{\"k\":1},\"a\"", "__metadata__ 'k' is not a string")]
    [InlineData("{\"a\"", "{\"__metadata__\":[],\"a\"", "__metadata__ is not an object of strings")]
    [InlineData("{\"a\"", "{\"__metadata__\":{\"k\":\"\",\"k\":\"\"},\"a\"", "__metadata__ has 'k' twice")]
    [InlineData("{\"a\"", "{\"__metadata__\":{},\"__metadata__\":{},\"a\"", "__metadata__ twice")]
    [InlineData("{\"a\"", "[\"a\"", "does not begin with '{'")]
    [InlineData("}}", "}", "not valid JSON")]
    [InlineData("}}", "}}x", "not valid JSON")]
    [InlineData("}}", "}},", "not valid JSON")]
    [InlineData("\"a\"", "\"\\ud800\"", "not valid JSON")]
    public void A_header_that_is_not_right_is_refused_with_what_would_be(string right, string wrong, string message)
    {
        var index = Good.IndexOf(right, StringComparison.Ordinal);
        var path = Write(string.Concat(Good.AsSpan(0, index), wrong, Good.AsSpan(index + right.Length)), 16);

        var error = Assert.Throws<SafetensorsException>(() => Safetensors.Open(path));

        Assert.StartsWith(path, error.Message);
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData(0, "0 bytes are too few")]
    [InlineData(7, "7 bytes are too few")]
    [InlineData(8, "but only 0 bytes follow; the file is cut short")]
    [InlineData(60, "but only 52 bytes follow; the file is cut short")]
    public void A_file_that_is_cut_short_is_refused(int length, string message)
    {
        var path = Write(Good, 16);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(length);
        }

        Assert.Contains(message, Assert.Throws<SafetensorsException>(() => Safetensors.Open(path)).Message);
    }

    [Theory]
    [InlineData(100_000_001UL, "expected at most 100000000")]
    [InlineData(ulong.MaxValue, "expected at most 100000000")]
    [InlineData(100_000_000UL, "the file is cut short")]
    [InlineData(0UL, "does not begin with '{'")]
    public void A_header_length_beyond_reason_is_refused(ulong length, string message)
    {
        var path = Write(Good, 16);
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(path, bytes);

        Assert.Contains(message, Assert.Throws<SafetensorsException>(() => Safetensors.Open(path)).Message);
    }

    [Fact]
    public void Data_must_be_just_what_the_tensors_take()
    {
        Assert.Contains("17 bytes of data; its tensors take 16", Refusal(Write(Good, 17)));
        Assert.Contains("its data_offsets are [8, 16], but the file has 15 bytes of data", Refusal(Write(Good, 15)));
    }

    [Fact]
    public void Header_bytes_that_are_not_UTF_8_are_refused()
    {
        var path = Write(Good, 16);
        var bytes = File.ReadAllBytes(path);
        bytes[10] = 0xFF;
        File.WriteAllBytes(path, bytes);

        Assert.Contains("not valid UTF-8", Refusal(path));
    }

    [Fact]
    public void Truth_values_are_0_or_1()
    {
        using var file = Safetensors.Open(Write("""{"t":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", [1, 2]));

        Assert.Contains(
            "element 1 of a BOOL is 2; expected 0 or 1", Assert.Throws<SafetensorsException>(() => file["t"]).Message);
    }

    [Fact]
    public void A_tensor_at_an_odd_address_is_copied_and_right()
    {
        var data = new byte[9];
        BitConverter.TryWriteBytes(data.AsSpan(1), 2.5);
        const string header =
            """{"byte":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"odd":{"dtype":"F64","shape":[1],"data_offsets":[1,9]}}""";

        using var file = Safetensors.Open(Write(header, data));

        Assert.Equal(2.5, file["odd"].item<double>());
        Assert.Equal(0, file["byte"].item<int>());
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        using var file = Safetensors.Open(Write("""{"__metadata__":{"k":"v"}}   """, 0));

        Assert.Empty(file.Entries);
        Assert.Equal("v", file.Metadata["k"]);
    }

    [Fact]
    public void A_name_that_is_not_there_is_named()
    {
        using var file = Safetensors.Open(Write(Good, 16));

        Assert.Contains(
            "tensor 'c': the file has no such tensor; it has a, b", Assert.Throws<SafetensorsException>(() => file["c"]).Message);
    }

    [Fact]
    public void No_flip_insertion_removal_or_cut_of_bytes_crashes()
    {
        var good = File.ReadAllBytes(Write(Good + "     ", 16));
        var path = Path.Combine(directory, "mutant.safetensors");
        var opened = 0;
        var mutation =
            from kind in Gen.Choose(0, 3)
            from index in Gen.Choose(0, good.Length - 1)
            from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements('"', '{', '}', '[', ']', ',', '0', '9', '-')
                .Select(character => (int)character))
            select (kind, index, value: (byte)value);

        Prop.ForAll(mutation.NonEmptyListOf().ToArbitrary(), mutations =>
        {
            var bytes = good.ToList();
            foreach (var (kind, index, value) in mutations.Take(4))
            {
                Mutate(bytes, kind, Math.Min(index, bytes.Count), value);
            }
            File.WriteAllBytes(path, [.. bytes]);
            using var inner = NewDisposeScope();
            try
            {
                using var file = Safetensors.Open(path);
                Assert.All(file.LoadAll().Values, tensor => Assert.Equal(tensor.numel(), tensor.clone().numel()));
                opened++;
            }
            catch (SafetensorsException exception)
            {
                Assert.StartsWith(path, exception.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

        Assert.InRange(opened, 1, 2999);
    }

    private static void Mutate(List<byte> bytes, int kind, int index, byte value)
    {
        switch (kind)
        {
            case 0 when index < bytes.Count:
                bytes[index] = value;
                break;
            case 1:
                bytes.Insert(index, value);
                break;
            case 2 when index < bytes.Count:
                bytes.RemoveAt(index);
                break;
            case 3 when value < 32:
                bytes.RemoveRange(index, bytes.Count - index);
                break;
        }
    }

    private static string Refusal(string path) => Assert.Throws<SafetensorsException>(() => Safetensors.Open(path)).Message;

    private string Write(string header, int dataLength) => Write(header, new byte[dataLength]);

    private string Write(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        var path = Path.Combine(directory, "file.safetensors");
        File.WriteAllBytes(path, [.. prefix, .. json, .. data]);
        return path;
    }
}
