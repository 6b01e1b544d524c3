using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual token</c>: who may use a silo over the network.</summary>
internal sealed class TokenCommand : ConsoleCommand
{
    public TokenCommand(Terminal terminal, CommonOptions common)
        : base(
            "token",
            "Makes, lists and revokes the tokens that a silo asks for on the network. As soon as there is one, every request "
            + "that does not come by the socket in the home needs one.",
            "counterfactual token create alice --role operator",
            "counterfactual token list",
            "counterfactual token revoke alice")
    {
        Add(new TokenCreateCommand(terminal, common));
        Add(new TokenListCommand(terminal, common));
        Add(new TokenRevokeCommand(terminal, common));
    }
}
