# The dashboard on Windows: what `make run` does on Debian. Needs Python 3.11 or newer.
#   powershell -ExecutionPolicy Bypass -File run.ps1 [-Port 8501] [-Data data]
# An office's own databases: -RegisterUrl ... -SummaryUrl ..., or .streamlit\secrets.toml.
param(
    [int]$Port = 8501,
    [string]$Data = "data",
    [int]$Families = 60000,
    [int]$Months = 13,
    [int]$Seed = 7,
    [string[]]$Wilayah = @(),
    [string]$RegisterUrl = $env:REGISTER_URL,
    [string]$SummaryUrl = $env:SUMMARY_URL
)
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
$Python = ".venv\Scripts\python.exe"
$Stamp = ".venv\runtime.stamp"

# PowerShell does not stop when a program fails, so each is asked.
function Invoke-Step {
    & $args[0] $args[1..($args.Count - 1)]
    if ($LASTEXITCODE -ne 0) { throw "Gagal: $args" }
}

# The environment is made again when the pinned list is newer than it.
$Pinned = (Get-FileHash requirements.txt).Hash
if (-not (Test-Path $Stamp) -or (Get-Content $Stamp) -ne $Pinned) {
    Write-Host "Menyiapkan lingkungan Python (unduhan pertama sekitar 200 MB) ..."
    if (-not (Test-Path $Python)) { Invoke-Step py -3 -m venv .venv }
    Invoke-Step $Python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
    Set-Content $Stamp $Pinned
}

New-Item -ItemType Directory -Force $Data | Out-Null
$env:PANTAU_DATA = (Resolve-Path $Data).Path
$env:REGISTER_URL = $RegisterUrl
$env:SUMMARY_URL = $SummaryUrl
$env:PYTHONUNBUFFERED = "1"
$env:PYTHONUTF8 = "1"

# As in the Makefile: no sample beside an office's own data; a sample not finished is made again.
$Secrets = Select-String -Path .streamlit\secrets.toml -Pattern "^\[(connections\.|impor\])" -Quiet -ErrorAction SilentlyContinue
$Own = $RegisterUrl -or $SummaryUrl -or $Secrets
$Mark = Join-Path $Data ".contoh-belum-selesai"
$Register = Join-Path $Data "register.duckdb"
if (-not $Own -and -not (Test-Path (Join-Path $Data "summary\CURRENT"))) {
    if ((Test-Path $Register) -and -not (Test-Path $Mark)) {
        Write-Host "Sudah ada register di $Data; data contoh tidak dibuat."
        Write-Host "Terbitkan ringkasannya: $Python -m queries publish"
    } else {
        New-Item -ItemType File -Force $Mark | Out-Null
        Remove-Item -Recurse -Force -ErrorAction SilentlyContinue (Join-Path $Data "contoh"), "$Register*"
        $Sample = Join-Path $Data "contoh"
        Write-Host "1/3 Menulis register contoh: $Families keluarga, $Months bulan"
        $Areas = if ($Wilayah) { @("--wilayah") + $Wilayah } else { @() }
        Invoke-Step $Python -m register sample --families $Families --months $Months --seed $Seed --out $Sample @Areas
        if ($Wilayah) { Invoke-Step $Python -m register wilayah @Wilayah }
        Write-Host "2/3 Mengimpor berkas contoh"
        Invoke-Step $Python -m register import $Sample
        Write-Host "3/3 Menerbitkan ringkasan"
        Invoke-Step $Python -m queries publish --tetap "kesalahan contoh yang ditanam"
        Remove-Item -Recurse $Mark, $Sample
    }
}

Write-Host "Pantau DTKS: http://localhost:$Port   (berhenti: Ctrl+C)"
& $Python -m streamlit run asgi.py --server.port $Port --logger.hideWelcomeMessage true
