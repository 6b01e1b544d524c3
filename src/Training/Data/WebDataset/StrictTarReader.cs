using System.Text;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>
/// Reads the regular files of a tar archive one after the other (ustar, GNU and pax headers), and refuses whatever a data set
/// has no use for: links, devices, sparse files, paths that lead elsewhere, sizes that the archive does not have.
/// </summary>
/// <remarks>
/// System.Formats.Tar takes the size that an extended header claims for the size of a buffer; here nothing is allocated on the
/// archive's word.
/// </remarks>
internal sealed class StrictTarReader : IDisposable
{
    private const int BlockLength = 512;
    private const int MaximumExtensionLength = 64 << 10;

    private readonly Stream archive;
    private readonly string archiveName;
    private readonly byte[] header = new byte[BlockLength];
    private long headerPosition;
    private long nextPosition;

    /// <summary>Begins to read an archive.</summary>
    /// <param name="archive">The archive, seekable; the reader closes it.</param>
    /// <param name="name">What messages call it.</param>
    public StrictTarReader(Stream archive, string name)
    {
        this.archive = archive;
        archiveName = name;
    }

    /// <summary>Path of the current file within the archive: relative, with no <c>.</c> or <c>..</c> in it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Length of the current file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Goes on to the next regular file; directories are passed over.</summary>
    /// <returns>False at the end of the archive.</returns>
    /// <exception cref="TarArchiveException">The archive is damaged or has an entry that is refused.</exception>
    public bool MoveNext()
    {
        var extension = new PaxExtension();
        string? longName = null;
        while (ReadHeader())
        {
            var type = (char)header[156];
            var stated = type is 'x' or 'g' or 'L' ? null : extension.Length;
            var length = stated ?? TarField.Number(header.AsSpan(124, 12)) ?? throw Refuse("its size is no number");
            var begin = headerPosition + BlockLength;
            if (length > archive.Length - begin)
            {
                throw Refuse($"it claims {length} bytes, where {archive.Length - begin} are left");
            }
            nextPosition = begin + ((length + BlockLength - 1) / BlockLength * BlockLength);
            Name = longName ?? extension.Path ?? HeaderName();
            switch (type)
            {
                case 'x' or 'g':
                    var records = PaxExtension.Parse(ReadExtension(length)) ?? throw Refuse("its pax header is damaged");
                    extension = records.IsSparse ? throw Refuse("it is sparse") : type == 'x' ? records : extension;
                    break;
                case 'L':
                    longName = Decode(ReadExtension(length).AsSpan().TrimEnd((byte)0));
                    break;
                case '0' or '\0' or '5':
                    Name = SafeName(Name);
                    Length = length;
                    if (type != '5')
                    {
                        return true;
                    }
                    (extension, longName) = (new PaxExtension(), null);
                    break;
                default:
                    throw Refuse(Describe(type));
            }
        }
        return false;
    }

    /// <summary>Reads the current file whole.</summary>
    /// <param name="maximumLength">What the caller is prepared to take.</param>
    /// <exception cref="TarArchiveException">It is longer, or the archive ends within it.</exception>
    public byte[] ReadContent(long maximumLength)
    {
        if (Length > maximumLength)
        {
            throw Refuse($"it has {Length} bytes; at most {maximumLength} are allowed");
        }
        var content = new byte[Length];
        archive.Position = headerPosition + BlockLength;
        ReadExactly(content);
        return content;
    }

    /// <summary>An exception that names the archive and the current entry.</summary>
    public TarArchiveException Refuse(string why) =>
        new($"{archiveName}: entry '{Printable(Name)}' at byte {headerPosition}: {why}");

    /// <summary>Closes the archive.</summary>
    public void Dispose() => archive.Dispose();

    private bool ReadHeader()
    {
        if (nextPosition > archive.Length)
        {
            throw Refuse("the archive ends within it");
        }
        headerPosition = nextPosition;
        if (archive.Position != nextPosition)
        {
            archive.Position = nextPosition;
        }
        Name = "";
        if (archive.Length - headerPosition < BlockLength)
        {
            throw new TarArchiveException(
                $"{archiveName}: it ends at byte {archive.Length} without the two empty blocks that end a tar archive");
        }
        ReadExactly(header);
        if (!header.AsSpan().ContainsAnyExcept((byte)0))
        {
            return false;
        }
        return TarField.HasChecksum(header)
            ? true
            : throw new TarArchiveException(
                $"{archiveName}: no tar header at byte {headerPosition}: the archive is damaged or of another kind");
    }

    private byte[] ReadExtension(long length)
    {
        if (length > MaximumExtensionLength)
        {
            throw Refuse($"its extended header has {length} bytes; at most {MaximumExtensionLength} are allowed");
        }
        var content = new byte[length];
        ReadExactly(content);
        return content;
    }

    private void ReadExactly(Span<byte> target)
    {
        if (archive.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
        {
            throw Refuse("the archive ends within it");
        }
    }

    private string HeaderName()
    {
        var name = Decode(TarField.Text(header.AsSpan(0, 100)));
        var isUstar = header.AsSpan(257, 6).SequenceEqual("ustar\0"u8);
        var prefix = isUstar ? Decode(TarField.Text(header.AsSpan(345, 155))) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private string Decode(ReadOnlySpan<byte> name)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse("its name is no UTF-8");
        }
    }

    private string SafeName(string name)
    {
        if (name is "" or ['/' or '\\', ..])
        {
            throw Refuse(name is "" ? "it has no name" : "its path is absolute");
        }
        var segments = name.Split('/', '\\').Where(segment => segment is not ("" or ".")).ToList();
        if (segments.Contains(".."))
        {
            throw Refuse("its path leads out of the archive");
        }
        return name.Any(char.IsControl) ? throw Refuse("its path has control characters") : string.Join('/', segments);
    }

    private static string Describe(char type) => type switch
    {
        '1' => "it is a hard link",
        '2' => "it is a symbolic link",
        '3' or '4' => "it is a device",
        '6' => "it is a pipe",
        'S' => "it is sparse",
        _ => $"entries of type '{Printable(type.ToString())}' have no place in a data set",
    };

    private static string Printable(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
