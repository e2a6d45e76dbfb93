{
  description = "Promotes configuration from one environment to the next inside a git repository, key by key";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      each = build: nixpkgs.lib.genAttrs systems (system: build nixpkgs.legacyPackages.${system});
      version = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).workspace.package.version;
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = "promote";
          inherit version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles pkgs.makeWrapper pkgs.perl ];
          env.PROMOTE_COMMIT = self.rev or "";
          # The tests need a git configuration, shells and a browser; .ci/run runs them.
          doCheck = false;
          postInstall = ''
            $out/bin/promote man --dir man1
            installManPage man1/*.1
            installShellCompletion --bash --name promote completions/promote.bash
            installShellCompletion --zsh --name _promote completions/_promote
            installShellCompletion --fish --name promote.fish completions/promote.fish
            wrapProgram $out/bin/promote --prefix PATH : ${pkgs.lib.makeBinPath [ pkgs.git ]}
          '';
          meta = {
            mainProgram = "promote";
            license = with pkgs.lib.licenses; [ mit asl20 ];
          };
        };
      });

      devShells = each (pkgs: {
        default = pkgs.mkShell { packages = with pkgs; [ cargo rustc clippy rustfmt git zsh fish elvish ]; };
      });
    };
}
