@echo off
rem The command line of an installed Homeport: the app's own executable, as plain Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Homeport.exe" "%~dp0..\app.asar\out\main\homeport.js" %*
