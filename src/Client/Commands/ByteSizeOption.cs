using System.CommandLine.Parsing;
using Counterfactual.Silo;

namespace Counterfactual.Client.Commands;

/// <summary>Reads options that take an amount of bytes.</summary>
internal static class ByteSizeOption
{
    /// <summary>Reads a positive amount; otherwise notes what is expected.</summary>
    public static long Parse(string name, ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (ByteSize.Parse(text) is { } bytes and > 0)
        {
            return bytes;
        }

        argument.AddError($"{name} '{text}': expected an amount such as 512MiB or 2GB");
        return 1;
    }
}
