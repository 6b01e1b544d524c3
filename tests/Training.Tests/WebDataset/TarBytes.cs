using System.Text;

namespace Counterfactual.Training.Tests.WebDataset;

/// <summary>Writes tar archives header by header, as no honest program would.</summary>
internal sealed class TarBytes
{
    private readonly List<byte> archive = [];

    public TarBytes Entry(
        string name, byte[]? content = null, char type = '0', string? size = null, string prefix = "",
        Action<byte[]>? change = null)
    {
        content ??= [];
        var header = new byte[512];
        Put(0, Encoding.UTF8.GetBytes(name));
        Put(100, "0000644\0"u8);
        Put(124, Encoding.ASCII.GetBytes(size ?? Convert.ToString(content.Length, 8).PadLeft(11, '0')));
        Put(136, "00000000000\0"u8);
        header[156] = (byte)type;
        Put(257, "ustar\000"u8);
        Put(345, Encoding.UTF8.GetBytes(prefix));
        change?.Invoke(header);
        header.AsSpan(148, 8).Fill((byte)' ');
        Put(148, Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 "));
        archive.AddRange(header);
        archive.AddRange(content);
        archive.AddRange(new byte[(512 - (content.Length % 512)) % 512]);
        return this;

        void Put(int offset, ReadOnlySpan<byte> value) =>
            value[..Math.Min(value.Length, header.Length - offset)].CopyTo(header.AsSpan(offset));
    }

    public TarBytes Entry(string name, string content) => Entry(name, Encoding.UTF8.GetBytes(content));

    public TarBytes Pax(string record, char type = 'x')
    {
        var length = Enumerable.Range(record.Length, 10)
            .First(candidate => candidate == record.Length + 2 + candidate.ToString().Length);
        return Entry("pax", Encoding.UTF8.GetBytes($"{length} {record}\n"), type);
    }

    public byte[] End() => [.. archive, .. new byte[1024]];

    public byte[] WithoutEnd() => [.. archive];
}
